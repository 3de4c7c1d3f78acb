"""The agencies of a register in an order in which each comes after the one above it."""

from collections.abc import Mapping

from rules.tree import upwards
from submission.agencies.domain import Agency


def from_the_top(agencies: Mapping[str, Agency]) -> list[Agency]:
    """Return agencies so that each comes after its parent; those of a ring come as they stand."""

    def depth(agency: Agency) -> int:
        return sum(1 for _ in upwards(agency.code, lambda code: _parent_of(agencies, code)))

    return sorted(agencies.values(), key=depth)


def _parent_of(agencies: Mapping[str, Agency], code: str) -> str | None:
    agency = agencies.get(code)
    return None if agency is None else agency.parent_code
