"""The levels that the region claims for itself in its SPBE assessments, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.region.packaged import read
from sandbox.region.years import YEARS


@dataclass(frozen=True, slots=True)
class Claim:
    """The level of one indicator and the sentence that gives the reason, in Indonesian."""

    indicator_code: str
    level: str
    explanation: str


def claims(year: int) -> Sequence[Claim]:
    """Return the claims of a year: 47 for 2025; 41 for 2026, where facts decide the other six."""
    raw = read("claims.yaml")
    place = 1 + YEARS.index(year)
    return [
        _claim(raw, code, said[0], said[place], year=year)
        for code, said in raw["indicators"].items()
        if said[place] is not None
    ]


def _claim(raw: Any, code: str, subject: str, level: int, *, year: int) -> Claim:
    group = next(
        name
        for name, (first, last) in raw["groups"].items()
        if int(first) <= int(code) <= int(last)
    )
    sentence = raw["sentences"][group][level].format(subject=subject, year=year)
    return Claim(code, str(level), sentence)
