"""The levels that the region claims for itself in its SPBE assessments, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.region.packaged import read
from sandbox.region.years import YEARS


@dataclass(frozen=True, slots=True)
class Claim:
    """The level of one indicator and the parts of its explanation, in Indonesian.

    `sector`: the sector of public service that it is about, if it is about one.
    """

    indicator_code: str
    level: str
    reasons: Mapping[str, str]
    sector: str | None = None


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
    parts = raw["sentences"][group][level]
    reasons = {part: text.format(subject=subject, year=year) for part, text in parts.items()}
    return Claim(code, str(level), reasons, raw["sectors"].get(code))
