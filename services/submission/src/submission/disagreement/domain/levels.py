"""Which levels of an assessment are held against each other, and why some are not.

The first stage is the agency's own; the last one is final once it is closed. What has no two
numbers is told apart and never taken for agreement: `n/a`, missing, and not decided yet. An
indicator with criteria is compared by itself where it was answered by itself, else by them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple
from uuid import UUID

from rules.edition import NOT_APPLICABLE, Scale
from rules.exact import Number, parse
from rules.text import Text
from submission.assessments.domain.stage import counted_place

_NA: Final = NOT_APPLICABLE.value

# Why two levels are not compared.
Cause = Literal["single_stage", "ended", "not_final", "by_criteria", "not_applicable", "missing"]

CAUSE_NAMES: Final[Mapping[Cause, Text]] = {
    "single_stage": Text(
        "kegiatan ini hanya mempunyai satu tahap", "the campaign has a single stage"
    ),
    "ended": Text(
        "instansinya berakhir sebelum tahap terakhir ditutup",
        "the agency ended before the last stage was closed",
    ),
    "not_final": Text("tahap terakhir belum ditutup", "the last stage is not closed"),
    "by_criteria": Text(
        "dinilai sendiri menurut kriterianya, tetapi ditetapkan sebagai satu nilai",
        "was answered by its criteria, but decided as a whole",
    ),
    "not_applicable": Text(
        "pada satu tahap atau lebih dijawab tidak berlaku (n/a)",
        "does not apply (n/a) at one of the stages or at both",
    ),
    "missing": Text("tidak mempunyai nilai pada salah satu tahap", "has no level at a stage"),
}


class Decided(NamedTuple):
    """The newest decision of a stage about an indicator or criterion; withdrawn ones are none."""

    indicator_code: str
    stage: str
    level: str
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An agency's assessment: what was decided, and which stages are closed."""

    assessment_id: UUID
    agency_code: str
    has_ended: bool
    closed: Collection[str]
    decided: Sequence[Decided]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What all parts of a campaign share.

    `indicators`: in their order, each with its criteria. `scales`: of all that is answered.
    """

    stages: Sequence[str]
    indicators: Sequence[tuple[str, Sequence[str]]]
    scales: Mapping[str, Scale]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The own and the final level of an indicator; `cause`: why they are not compared.

    `stage`: the one whose decision is final; None without a final level.
    """

    assessment_id: UUID
    agency_code: str
    indicator_code: str
    scale: Scale
    own: str | None
    final: str | None
    stage: str | None
    is_inherited: bool
    cause: Cause | None

    @property
    def levels(self) -> tuple[Number, Number] | None:
        """Return both levels as numbers; None where they are not compared."""
        if self.cause is not None or self.own is None or self.final is None:
            return None
        return parse(self.own), parse(self.final)

    @property
    def difference(self) -> Number | None:
        """Return by how much the own level exceeds the final one."""
        found = self.levels
        return None if found is None else found[0] - found[1]


# Of an indicator, what each stage decided; None where it decided nothing.
Line = Sequence[Decided | None]


def lines_of(part: Part, outline: Outline) -> Mapping[str, Line]:
    """Return what the stages decided about each indicator and criterion that they decided."""
    places = {stage: place for place, stage in enumerate(outline.stages)}
    lines: dict[str, list[Decided | None]] = {}
    for each in part.decided:
        if each.indicator_code in outline.scales:
            line = lines.setdefault(each.indicator_code, [None] * len(places))
            line[places[each.stage]] = each
    return lines


def number_of(decided: Decided | None) -> Number | None:
    """Return a decided level as a number; None for `n/a`, and where nothing was decided."""
    return None if decided is None or decided.level == _NA else parse(decided.level)


def pairs_of(part: Part, outline: Outline) -> Iterator[Pair]:
    """Yield the pairs of an assessment: one at least for each indicator, in their order."""
    lines = lines_of(part, outline)
    for code, criteria in outline.indicators:
        below = [each for each in criteria if each in lines]
        if code in lines or not below:
            line = lines.get(code, [None] * len(outline.stages))
            own_by_criteria = bool(below) and line[0] is None
            yield _pair(part, outline, code, line, by_criteria=own_by_criteria)
        else:
            yield from (_pair(part, outline, each, lines[each]) for each in below)


def _pair(
    part: Part, outline: Outline, code: str, line: Line, *, by_criteria: bool = False
) -> Pair:
    own = line[0]
    place = counted_place([None if each is None else each.level for each in line])
    is_final = outline.stages[-1] in part.closed
    final = line[place] if place is not None and is_final else None
    return Pair(
        assessment_id=part.assessment_id,
        agency_code=part.agency_code,
        indicator_code=code,
        scale=outline.scales[code],
        own=None if own is None else own.level,
        final=None if final is None else final.level,
        stage=None if final is None else final.stage,
        is_inherited=final is not None and final is own,
        cause=_unfinished(part, outline)
        or ("by_criteria" if by_criteria else _without_numbers(own, final)),
    )


def _unfinished(part: Part, outline: Outline) -> Cause | None:
    if len(outline.stages) == 1:
        return "single_stage"
    if outline.stages[-1] not in part.closed:
        return "ended" if part.has_ended else "not_final"
    return None


def _without_numbers(own: Decided | None, final: Decided | None) -> Cause | None:
    if own is None or final is None:
        return "missing"
    if _NA in (own.level, final.level):
        return "not_applicable"
    return None
