"""The one rule of completeness: what an indicator still lacks at a stage.

PermenPANRB 59/2020 and its guide: a level with its explanation, decided at the stage or inherited;
after the first stage a level that differs from the one before needs its justification. Levels are
cumulative: in SPBE a level above the lowest names what proves the level below it. Indicators about
a sector of public service name it, each another one. `n/a` is an answer. An indicator with criteria
is answered by itself, or by all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Self

from rules.edition import NOT_APPLICABLE
from rules.exact import Number, parse
from rules.text import Text
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.said import Said, said_in
from submission.assessments.domain.sectors import same_sector
from submission.assessments.domain.stage import counted_place

Lacking = Literal["level", "explanation", "proof", "justification", "sector", "sector_again"]

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
    "sector": Text(
        "belum menyebut sektor layanan publik (sector)",
        "does not name its sector of public service (sector)",
    ),
    "sector_again": Text(
        "menyebut sektor yang sama dengan indikator lain; ketiganya harus berbeda",
        "names the sector of another indicator; each must be a different one",
    ),
}


class Gap(NamedTuple):
    """An indicator that is not answered at a stage as the stage requires, and what it lacks."""

    indicator_code: str
    lacking: Lacking


class Decided(NamedTuple):
    """A newest decision, as far as completeness asks; `said`: the number of a `Said`."""

    indicator_code: str
    stage: str
    level: str | None
    said: int
    sector: str | None = None


# A level with what its decision says, or None where a stage decided nothing.
_Step = tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Checklist:
    """What has to be answered: the indicators in their order, each with its criteria if any.

    `proven_above`: the level above which an own level names what proves the one below; only of
    those that do. `sectoral`: the indicators that name a sector.
    """

    indicators: Sequence[tuple[str, Sequence[str]]]
    proven_above: Mapping[str, Number]
    sectoral: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        codes: Iterable[str],
        criteria: Mapping[str, str],
        *,
        proven_above: Mapping[str, Number],
        sectoral: frozenset[str] = frozenset(),
    ) -> Self:
        """Return that of all indicators and criteria; `criteria`: the indicator of each one."""
        below: dict[str, list[str]] = {}
        for criterion, indicator in criteria.items():
            below.setdefault(indicator, []).append(criterion)
        ordered = sorted({criteria.get(each, each) for each in codes}, key=natural)
        return cls([(code, below.get(code, ())) for code in ordered], proven_above, sectoral)

    def gaps(self, newest: Iterable[Decided], stages: Sequence[str]) -> Iterator[Gap]:
        """Yield what is not answered at the last of these stages.

        `newest`: the newest decisions by indicator and stage.
        """
        known: dict[tuple[str, str], tuple[str, int]] = {}
        sectors = _Sectors(stages)
        for code, stage, level, said, sector in newest:
            if level is not None:
                known[code, stage] = (level, said)
                if code in self.sectoral:
                    sectors.add(code, stage, level, sector)
        for code, criteria in self.indicators:
            own = self._lacking(known, code, stages)
            if own == "level" and criteria:
                found = (self._lacking(known, each, stages) for each in criteria)
                own = next((each for each in found if each is not None), None)
            if own is None and code in self.sectoral:
                own = sectors.lacking(code)
            if own is not None:
                yield Gap(code, own)

    def _lacking(
        self, known: Mapping[tuple[str, str], _Step], code: str, stages: Sequence[str]
    ) -> Lacking | None:
        line = tuple(known.get((code, stage)) for stage in stages)
        return _lacking(line, self.proven_above.get(code))


class _Sectors:
    """The sectors that count at the last of some stages; each is named by one indicator."""

    def __init__(self, stages: Sequence[str]) -> None:
        self._stages = stages
        self._named: dict[tuple[str, str], tuple[str, str | None]] = {}
        self._seen: set[str] = set()

    def add(self, code: str, stage: str, level: str, sector: str | None) -> None:
        """Add what a stage decided."""
        self._named[code, stage] = (level, sector)

    def lacking(self, code: str) -> Lacking | None:
        """Return what an indicator lacks. They are asked in their order, each once."""
        decided = (self._named.get((code, stage)) for stage in reversed(self._stages))
        level, sector = next((each for each in decided if each is not None), ("", None))
        if level == NOT_APPLICABLE.value:
            return None
        if sector is None:
            return "sector"
        name = same_sector(sector)
        if name in self._seen:
            return "sector_again"
        self._seen.add(name)
        return None


def gaps(newest: Iterable[Answer], stages: Sequence[str], checklist: Checklist) -> Iterator[Gap]:
    """Yield what is not answered at the last of these stages, in the order of the indicators.

    `newest`: the newest decisions by indicator and stage.
    """
    return checklist.gaps(map(_decided, newest), stages)


def _decided(answer: Answer) -> Decided:
    said = said_in(answer.explanation, answer.reasons)
    return Decided(answer.indicator_code, answer.stage, answer.level, said, answer.sector)


def natural(code: str) -> list[tuple[bool, int, str]]:
    """Return what codes are sorted by: numbers in them by their size."""
    parts = code.replace("-", ".").split(".")
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


# The same few answers are given again and again: hundreds of agencies ask this thousands of times.
@lru_cache(maxsize=10_000)
def _lacking(line: tuple[_Step, ...], lowest: Number | None) -> Lacking | None:
    """Return what the last of the stages of an indicator lacks.

    What is inherited lacks what it lacked where it was decided.
    """
    levels = [None if step is None else step[0] for step in line]
    place = counted_place(levels)
    counted = None if place is None else line[place]
    if place is None or counted is None:
        return "level"
    level, said = counted[0], Said(counted[1])
    if not said.explains:
        return "explanation"
    if _needs_proof(level, lowest) and not said & Said.PROOF:
        return "proof"
    if place == 0 or said & Said.JUSTIFICATION:
        return None
    before = counted_place(levels[:place])
    earlier = None if before is None else levels[before]
    return None if earlier == level else "justification"


def _needs_proof(level: str, lowest: Number | None) -> bool:
    return lowest is not None and level != NOT_APPLICABLE.value and parse(level) > lowest
