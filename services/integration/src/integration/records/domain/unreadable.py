"""Rows that cannot be read: what is still known of them, for what rests on them is unknown."""

from dataclasses import dataclass

from integration.records.domain.record import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRow:
    """A row that cannot be read, or that is no longer listed as far as the listing can be read.

    `agency_code` None: the row does not say; the agency is that of its last good version, if there
    is one. `regional`: it concerns every agency. `content` is the part that could be read.
    """

    kind: str
    record_id: str | None
    agency_code: str | None
    content: Content
    regional: bool = False
