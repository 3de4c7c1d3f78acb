"""Whether somebody sees to a recommendation: a person of the agency that carries it out, in office.

A person may have been forgotten, have left, or work elsewhere by now. What they did stays; somebody
else is to be named.
"""

from collections.abc import Collection, Mapping
from typing import Final, Literal

from rules.text import Text
from submission.people.domain import Office

# not_recorded: forgotten, or recorded elsewhere; which of the two is told to nobody.
OwnerLack = Literal["unnamed", "not_recorded", "not_in_office"]
# Who sees to it, and which agency carries it out.
Ownership = tuple[str, str]

LACK_NAMES: Final[Mapping[OwnerLack, Text]] = {
    "unnamed": Text("belum ada petugas", "nobody is named"),
    "not_recorded": Text(
        "petugasnya tidak tercatat lagi di instansi ini",
        "its owner is not recorded in this agency any more",
    ),
    "not_in_office": Text("petugasnya tidak bertugas lagi", "its owner is not in office any more"),
}


def owner_lack(
    owner: str | None,
    carried_by: str,
    *,
    offices: Mapping[str, Office],
    above: Mapping[str, Collection[str]],
) -> OwnerLack | None:
    """Return why a recommendation that goes on has no owner; None: it has one.

    `offices`: where people work; without who has no record. `above`: of each place, itself and the
    agencies above it.
    """
    if owner is None:
        return "unnamed"
    office = offices.get(owner)
    if office is None or carried_by not in above[office.place]:
        return "not_recorded"
    return None if office.is_held else "not_in_office"
