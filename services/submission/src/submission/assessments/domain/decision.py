"""Decisions before they are kept, and what comes of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from rules.edition import answer_text
from rules.refusal import Refusal
from rules.revision import SeenRevisions
from rules.text import Text
from submission.assessments.domain.answer import LONGEST_TOLD, Answer, told_of
from submission.assessments.domain.open_for_decisions import Lack
from submission.assessments.domain.outcome import Movement
from submission.assessments.domain.sectors import sectoral_of
from submission.editions.domain.edition import Edition, Indicator, read_level

_INDICATOR: Final = "/indicator_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided, by somebody who has seen some revisions of the answer.

    `level` None withdraws; `decided_at` None means now. `sector` None: that of before.
    `is_answer`: by a respondent. One that is not complete is checked and never kept: something is
    wrong with what was sent, and its level may be unknown.
    """

    assessment_id: UUID
    indicator_code: str
    stage: str
    level: str | None
    explanation: str
    seen: SeenRevisions | None
    reasons: Mapping[str, str] | None = None
    sector: str | None = None
    decided_at: datetime | None = None
    is_answer: bool = False
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Outdated:
    """A decision that does not start from the present answer; `place`: which of the list."""

    place: int
    present: Answer


@dataclass(slots=True)
class Plan:
    """What comes of some decisions: `answers` to all of them, and which of these are new.

    `faults`: what is wrong with which of them; `lacks`: which the stage does not take in its
    `state`, and why. With any of these, or an outdated one, nothing is kept. `moved`: what the new
    ones do to the predicate of the stage; None while it is not sound.
    """

    answers: list[Answer] = field(default_factory=list)
    new: list[Answer] = field(default_factory=list)
    faults: list[tuple[int, Refusal]] = field(default_factory=list)
    outdated: list[Outdated] = field(default_factory=list)
    lacks: list[tuple[int, Lack]] = field(default_factory=list)
    state: str = ""
    moved: Movement | None = None

    def add(self, decided: Answer) -> None:
        """Add a new decision."""
        self.answers.append(decided)
        self.new.append(decided)

    @property
    def is_sound(self) -> bool:
        """Say whether it can be kept."""
        return not self.faults and not self.outdated and not self.lacks


def _too_long(decision: Decision) -> Iterator[Refusal]:
    """Yield that a decision says more than an event holds."""
    if len(told_of(decision.explanation, decision.sector)) > LONGEST_TOLD:
        yield Refusal(
            "/explanation" if decision.reasons is None else "/reasons",
            Text(
                f"seluruh penjelasan beserta sektornya paling banyak {LONGEST_TOLD} karakter",
                f"the whole explanation with its sector has {LONGEST_TOLD} characters at most",
            ),
        )


def checked(
    edition: Edition | None, decision: Decision, now: datetime
) -> tuple[str | None, Sequence[Refusal]]:
    """Return the level of a decision as it is kept, and all that is wrong with the decision."""
    faults = [*_time_ahead(decision, now), *_too_long(decision)]
    indicator = None if edition is None else edition.indicator(decision.indicator_code)
    if indicator is None:
        faults.append(_no_indicator(decision.indicator_code))
    elif edition is not None:
        faults += _no_sector(edition, decision)
    level = None if indicator is None else _level(indicator, decision.level)
    if isinstance(level, Refusal):
        return None, [*faults, level]
    return level, faults


def _level(indicator: Indicator, given: str | None) -> str | Refusal | None:
    if given is None:
        return None
    level = read_level(indicator, given)
    return level if isinstance(level, Refusal) else answer_text(level)


def is_known(faults: Sequence[Refusal]) -> bool:
    """Say whether the edition has the indicator that these faults are about."""
    return all(fault.pointer != _INDICATOR for fault in faults)


def _no_indicator(code: str) -> Refusal:
    return Refusal(
        _INDICATOR,
        Text(f"{code} bukan indikator edisi ini", f"{code} is no indicator of the edition"),
    )


def _no_sector(edition: Edition, decision: Decision) -> Iterator[Refusal]:
    code = decision.indicator_code
    if decision.sector is not None and code not in sectoral_of(edition.code):
        yield Refusal(
            "/sector",
            Text(
                f"indikator {code} tidak menyebut sektor", f"the indicator {code} names no sector"
            ),
        )


def _time_ahead(decision: Decision, now: datetime) -> Iterator[Refusal]:
    if decision.decided_at is not None and decision.decided_at > now:
        yield Refusal("/decided_at", Text("tidak boleh di masa depan", "must not be in the future"))
