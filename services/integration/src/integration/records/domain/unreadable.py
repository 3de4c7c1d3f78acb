"""Rows that cannot be read: what is still known of them, for what rests on them is unknown."""

from dataclasses import dataclass
from typing import Literal

from integration.records.domain.record import Content

Whose = Literal["stated", "unsaid", "unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRow:
    """A row that cannot be read, or that is no longer listed as far as the listing can be read.

    `agency_code` None: the row does not say; the agency is that of its last good version, if there
    is one. `regional`: it concerns every agency. `content` is the part that could be read. `whose`:
    a unit is stated, mapped or not; nothing stands there, as in a total; or something that is no
    unit, so that the row may be anybody's. `unit_text` is what stands there then. `column`: not one
    row but a mapped column, which no row of a listing has.
    """

    kind: str
    record_id: str | None
    agency_code: str | None
    content: Content
    regional: bool = False
    whose: Whose = "stated"
    unit_text: str | None = None
    column: str | None = None
