"""A content by its SHA-256: where it is kept, and what was found in it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from submission.evidence.domain.media import MediaKind

_KEY: Final = re.compile(r"sha256/[0-9a-f]{2}/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A content that is kept; `kind` is what its bytes are, whatever its name says."""

    sha256: str
    size: int
    kind: MediaKind
    kept_at: datetime


def key_of(sha256: str) -> str:
    """Return the key of a content's object."""
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def sha256_of_key(key: str) -> str | None:
    """Return whose key it is, None for something else in the store."""
    found = _KEY.fullmatch(key)
    return None if found is None else found["sha256"]
