"""Agencies: the tree of those who are assessed, with dates of validity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rules.period import Period
from rules.refusal import Refusal
from rules.text import Text

AgencyKind = Literal["region", "agency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """The state of an agency. `valid_from` and `valid_until` are its first and last day."""

    code: str
    name: str
    short_name: str | None
    kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_until: date | None

    def exists_in(self, period: Period) -> bool:
        """Say whether the agency exists on at least one day of the period."""
        return period.overlaps(self.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRevision:
    """An agency as it is kept: its state, the number of its changes, and the last of them."""

    agency: Agency
    revision: int
    changed_at: datetime


def check_agency(
    agency: Agency, parent: Agency | None, *, line: Sequence[str]
) -> Iterator[Refusal]:
    """Yield what is wrong with an agency; `line` is its parent and all above the parent."""
    if agency.valid_until is not None and agency.valid_until < agency.valid_from:
        yield Refusal(
            "/valid_until", Text("tidak boleh sebelum valid_from", "must not be before valid_from")
        )
    if agency.parent_code is None:
        if agency.kind == "agency":
            yield Refusal(
                "/parent_code",
                Text("wajib bagi perangkat daerah", "is required for an agency of a region"),
            )
        return
    if parent is None:
        yield Refusal(
            "/parent_code",
            Text(
                f"instansi {agency.parent_code} tidak ada",
                f"there is no agency {agency.parent_code}",
            ),
        )
    elif agency.code in line:
        yield Refusal(
            "/parent_code",
            Text(
                f"{agency.parent_code} berada di bawah {agency.code}, sehingga susunannya akan"
                " melingkar",
                f"{agency.parent_code} is below {agency.code}; the tree would become a circle",
            ),
        )
    elif parent.kind == "agency" and agency.kind == "region":
        yield Refusal(
            "/parent_code",
            Text(
                "daerah tidak dapat berada di bawah perangkat daerah",
                "a region cannot be below an agency",
            ),
        )
