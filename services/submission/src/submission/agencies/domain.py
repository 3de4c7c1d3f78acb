"""Agencies: who is assessed, as a tree with dates of validity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from submission.editions.domain.period import Period
from submission.editions.domain.rule import BrokenRule

AgencyKind = Literal["region", "agency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency's state. `valid_from` and `valid_until` are its first and last day."""

    code: str
    name: str
    short_name: str | None
    kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_until: date | None

    def exists_in(self, period: Period) -> bool:
        """Say whether it is there on at least one day of the period."""
        ended = self.valid_until is not None and self.valid_until < period.first_day
        return self.valid_from <= period.last_day and not ended


def check_agency(
    agency: Agency, parent: Agency | None, *, line: Sequence[str]
) -> Iterator[BrokenRule]:
    """Yield what is wrong with an agency; `line` is its parent and all above the parent."""
    if agency.valid_until is not None and agency.valid_until < agency.valid_from:
        yield BrokenRule(
            "/valid_until", "harus sesudah valid_from", "must not be before valid_from"
        )
    if agency.parent_code is None:
        if agency.kind == "agency":
            yield BrokenRule(
                "/parent_code",
                "wajib bagi perangkat daerah",
                "is required for an agency of a region",
            )
        return
    if parent is None:
        yield BrokenRule(
            "/parent_code",
            f"instansi {agency.parent_code} tidak ada",
            f"there is no agency {agency.parent_code}",
        )
    elif agency.code in line:
        yield BrokenRule(
            "/parent_code",
            f"{agency.parent_code} berada di bawah {agency.code}: pohon akan melingkar",
            f"{agency.parent_code} is below {agency.code}: the tree would run in a circle",
        )
    elif parent.kind == "agency" and agency.kind == "region":
        yield BrokenRule(
            "/parent_code",
            "daerah tidak dapat berada di bawah perangkat daerah",
            "a region cannot stand below an agency",
        )
