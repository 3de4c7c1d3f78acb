"""Find what the levels of a stage add up to, in the transaction that reads or decides them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from kit.database import Session
from rules.edition import Edition
from rules.floor import Judging
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.outcome import Movement, Outcome, outcome_of
from submission.assessments.domain.state import state_decisions
from submission.assessments.store import decisions as store
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.editions.usecases.find_whole import find_judging, find_whole

# By the edition, the levels and how they are judged: what a decision made of a stage is what the
# next one finds there. Each holds its edition, so that no other one gets its id.
_Key = tuple[int, frozenset[tuple[str, str]], Judging]
_KNOWN: Final[LRUCache[_Key, tuple[Edition, Outcome]]] = LRUCache(256)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """By what a stage of an assessment is reckoned: its edition, and the floor of its track."""

    line: Line
    edition: Edition
    judging: Judging

    def outcome(self, newest: Iterable[Answer]) -> Outcome:
        """Return what counts at the stage; `newest`: decisions by indicator and stage."""
        decisions = [*state_decisions(newest, [stage.code for stage in self.line])]
        levels = frozenset((each.indicator_code, each.level) for each in decisions)
        key = (id(self.edition), levels, self.judging)
        known = _KNOWN.get(key)
        if known is None:
            found = outcome_of(self.edition, decisions, judging=self.judging)
            known = _KNOWN[key] = (self.edition, found)
        return known[1]


async def find_arithmetic(session: Session, assessment: Assessment, line: Line) -> Arithmetic:
    """Return by what the last of these stages is reckoned.

    Raises:
        Unavailable: The whole of the edition has not come yet.
    """
    return Arithmetic(
        line,
        await find_whole(session, assessment.edition_code),
        await find_judging(
            session,
            assessment.edition_code,
            assessment.derivation_set_version,
            track=line[-1].track,
        ),
    )


async def find_movement(
    session: Session, assessment: Assessment, line: Line, new: Sequence[Answer] = ()
) -> Movement:
    """Return the predicate of the last of these stages before and after new decisions.

    Raises:
        Unavailable: The whole of the edition has not come yet.
    """
    arithmetic = await find_arithmetic(session, assessment, line)
    known = await store.all_newest(session, assessment.assessment_id)
    before = arithmetic.outcome(known).predicate
    if not new:
        return Movement(before, before)
    # Of two decisions about an indicator and stage the later one counts.
    return Movement(before, arithmetic.outcome([*known, *new]).predicate)
