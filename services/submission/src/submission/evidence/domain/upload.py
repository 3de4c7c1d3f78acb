"""An upload under way: one person's, of the file with one SHA-256."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

KEPT: Final = timedelta(hours=24)
"""So long a person has for the rest of an upload, and for the item that names it."""
MOST_UPLOADS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload as it is noted; `size`: of the whole file, in bytes; `touched_at`: last asked."""

    subject: str
    sha256: str
    size: int
    touched_at: datetime
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a request sends: bytes of a file of this size, from an offset on."""

    sha256: str
    size: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an upload is; `received`: so many bytes from the beginning are here."""

    upload: Upload
    received: int
