"""What external assessors write about an aspect at their stage (PermenPANRB 59/2020, chapter III).

Strengths are indicators at levels 4 and 5, weaknesses those at 1 and 2, by what counts at the
stage.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from rules.exact import Number
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act

_LEAST_OF_STRENGTHS: Final = 4
_MOST_OF_WEAKNESSES: Final = 2


class Remark(NamedTuple):
    """What is strong or weak about an indicator."""

    indicator_code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectFinding:
    """What is written about an aspect at a stage."""

    strengths: Sequence[Remark] = ()
    weaknesses: Sequence[Remark] = ()
    recommendation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFinding:
    """A finding as it is kept; `revision` 0: nothing was written yet."""

    assessment_id: UUID
    stage: str
    aspect_code: str
    finding: AspectFinding
    revision: int
    written: Act | None = None


def check_finding(
    finding: AspectFinding, levels: Mapping[str, Number | None], aspect_code: str
) -> Iterator[Refusal]:
    """Yield what is wrong with a finding.

    `levels`: of the indicators of the aspect, None for one without any at the stage.
    """
    seen: set[str] = set()
    for name, remarks in (("strengths", finding.strengths), ("weaknesses", finding.weaknesses)):
        for place, remark in enumerate(remarks):
            code, pointer = remark.indicator_code, f"/{name}/{place}/indicator_code"
            if code not in levels:
                yield Refusal(
                    pointer,
                    Text(
                        f"bukan indikator aspek {aspect_code}",
                        f"is no indicator of the aspect {aspect_code}",
                    ),
                )
            elif code in seen:
                yield Refusal(pointer, Text(f"{code} disebut dua kali", f"{code} is named twice"))
            elif (fault := _fault(name, levels[code])) is not None:
                yield Refusal(pointer, fault)
            seen.add(code)


def _fault(name: str, level: Number | None) -> Text | None:
    if name == "strengths" and (level is None or level < _LEAST_OF_STRENGTHS):
        return Text(
            "kekuatan adalah indikator pada tingkat 4 atau 5 di tahap ini",
            "a strength is an indicator at level 4 or 5 at this stage",
        )
    if name == "weaknesses" and (level is None or level > _MOST_OF_WEAKNESSES):
        return Text(
            "kelemahan adalah indikator pada tingkat 1 atau 2 di tahap ini",
            "a weakness is an indicator at level 1 or 2 at this stage",
        )
    return None
