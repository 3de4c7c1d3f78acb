"""Agencies: their kinds, and what they are called where a sentence needs a word."""

from typing import Final

from rules.text import Text

AGENCY: Final = Text("instansi", "agency")

KINDS: Final = ("ministry", "province", "regency", "city", "agency", "unit")
REGION: Final = "region"
"""In a condition: any of the kinds of region. Agencies have no such kind."""

_REGIONS: Final = frozenset({"province", "regency", "city"})


def is_region(kind: str) -> bool:
    """Say whether a kind is, or a condition means, a region."""
    return kind == REGION or kind in _REGIONS


def is_of_kind(kind: str, wanted: str) -> bool:
    """Say whether an agency of a kind is one that a condition over a subtree means."""
    return kind == wanted or (wanted == REGION and kind in _REGIONS)
