"""A dropped file, what is wanted of it, and what became of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from integration.sources.domain.reason import Reason

State = Literal["waiting", "previewed", "accepted", "taken", "refused"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of which file: the listing that they belong to, and the sheet of a workbook.

    `whole`: the file holds the whole listing, so that what it does not hold is gone.
    """

    source_code: str
    sha256: str
    listing: str
    sheet: str | None = None
    whole: bool = False

    @property
    def file_id(self) -> str:
        """Return the id of the same wish for the same bytes."""
        parts = (self.source_code, self.sha256, self.listing, self.sheet or "", str(self.whole))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Rows with the same fault in the same column: how many, and the first of them."""

    code: str
    field: str
    count: int
    rows: tuple[int, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedFile:
    """A file and its progress. `looked_at`: the registration under which it was looked at.

    `figures` count its rows by what they are. `revision` grows with every state.
    """

    wanted: Wanted
    size: int
    state: State
    added_by: str
    added_at: datetime
    looked_at: int | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    reason: Reason | None = None
    done: int = 0
    ended_at: datetime | None = None
