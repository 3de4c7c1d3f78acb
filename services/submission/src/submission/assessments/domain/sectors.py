"""Indicators that are about a sector of public service, which each agency chooses for itself.

PermenPANRB 59/2020, indicators 45 to 47, "layanan publik sektor 1, 2 and 3": services of three
different sectors. Which indicators these are is data of the edition; which sectors there are, no
regulation lists.
"""

from collections.abc import Mapping
from typing import Final

_SECTORAL: Final[Mapping[str, frozenset[str]]] = {
    "permenpanrb-59-2020": frozenset({"45", "46", "47"}),
}


def sectoral_of(edition_code: str) -> frozenset[str]:
    """Return the indicators of an edition whose answers name a sector, each a different one."""
    return _SECTORAL.get(edition_code, frozenset())


def same_sector(sector: str) -> str:
    """Return what two names of one sector have in common, whatever their case and blanks."""
    return " ".join(sector.casefold().split())
