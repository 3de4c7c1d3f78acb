"""Agencies, as far as this service needs them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency's newest known state."""

    agency_code: str
    name: str
    agency_kind: str
    parent_code: str | None
    valid_from: date
    valid_until: date | None
    revision: int
    predecessor_codes: tuple[str, ...] = ()
