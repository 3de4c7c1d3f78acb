"""The one rule of completeness: what an indicator still lacks at a stage.

PermenPANRB 59/2020 and its guide: a level with its explanation, decided at the stage or inherited;
after the first stage a level that differs from the one before needs its justification. Levels are
cumulative: in SPBE a level above the lowest names what proves the level below it. `n/a` is an
answer. An indicator with criteria is answered by itself, or by all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from rules.edition import NOT_APPLICABLE
from rules.exact import Number, parse
from rules.text import Text, is_blank
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.stage import stage_level

JUSTIFICATION: Final = "justifikasi"
PROOF: Final = "pembuktian"
Lacking = Literal["level", "explanation", "proof", "justification"]

LACKING_NAMES: Final[Mapping[Lacking, Text]] = {
    "level": Text("belum ada nilai", "has no level"),
    "explanation": Text("belum ada penjelasan", "has no explanation"),
    "proof": Text(
        "penjelasan belum menyebut bukti bagi tingkat di bawahnya (pembuktian)",
        "does not name what proves the level below it (pembuktian)",
    ),
    "justification": Text(
        "nilai berbeda dari tahap sebelumnya tanpa justifikasi",
        "differs from the stage before without a justification",
    ),
}


class Gap(NamedTuple):
    """An indicator that is not answered at a stage as the stage requires, and what it lacks."""

    indicator_code: str
    lacking: Lacking


def gaps(
    newest: Iterable[Answer],
    stages: Sequence[str],
    *,
    codes: Iterable[str],
    criteria: Mapping[str, str],
    proven_above: Mapping[str, Number],
) -> Iterator[Gap]:
    """Yield what is not answered at the last of these stages, in the order of the codes.

    `newest`: the newest decisions by indicator and stage. `codes`: all indicators and criteria of
    the edition; `criteria`: the indicator of each criterion. `proven_above`: the level above which
    an own level names what proves the one below; only of those that do.
    """
    known: dict[str, list[Answer]] = {}
    for answer in newest:
        known.setdefault(answer.indicator_code, []).append(answer)
    below: dict[str, list[str]] = {}
    for criterion, indicator in criteria.items():
        below.setdefault(indicator, []).append(criterion)
    for code in sorted({criteria.get(each, each) for each in codes}, key=natural):
        own = _lacking(known.get(code, ()), code, stages, proven_above)
        if own == "level" and below.get(code):
            found = [
                _lacking(known.get(each, ()), each, stages, proven_above) for each in below[code]
            ]
            own = next((each for each in found if each is not None), None)
        if own is not None:
            yield Gap(code, own)


def natural(code: str) -> list[tuple[bool, int, str]]:
    """Return what codes are sorted by: numbers in them by their size."""
    parts = code.replace("-", ".").split(".")
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def _lacking(
    newest: Iterable[Answer],
    code: str,
    stages: Sequence[str],
    proven_above: Mapping[str, Number],
) -> Lacking | None:
    decided = list(newest)
    found = stage_level(decided, code, stages)
    counted = found.counted
    if counted.level is None:
        return "level"
    if not _explains(counted):
        return "explanation"
    if found.is_inherited:
        return None
    if _needs_proof(counted.level, proven_above.get(code)) and not _has(counted, PROOF):
        return "proof"
    if len(stages) == 1:
        return None
    earlier = stage_level(decided, code, stages[:-1]).counted
    is_justified = _has(counted, JUSTIFICATION)
    return None if is_justified or earlier.level == counted.level else "justification"


def _explains(counted: Answer) -> bool:
    """Say whether a decision is explained: in one text, or in facts and their analysis."""
    if counted.reasons is None:
        return not is_blank(counted.explanation)
    return all(_has(counted, part) for part in ("fakta", "analisis"))


def _has(counted: Answer, part: str) -> bool:
    """Say whether an explanation has a part."""
    return not is_blank((counted.reasons or {}).get(part, ""))


def _needs_proof(level: str, lowest: Number | None) -> bool:
    return lowest is not None and level != NOT_APPLICABLE.value and parse(level) > lowest
