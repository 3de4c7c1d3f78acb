"""Find what decisions a stage takes, and refuse a step with everything that it lacks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack, lack_for_decision, unvisited
from submission.assessments.store import visited as visited_store
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import StageState
from submission.campaigns.domain.stages import visiting_in
from submission.campaigns.store import stages, visits
from submission.editions import store as editions
from submission.editions.domain.edition import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDecisions:
    """What can be decided at a stage now. It is read while the assessment's row is locked."""

    stages: Line
    states: Sequence[StageState]
    code: str
    edition: Edition | None
    unvisited: Collection[str] = ()

    @property
    def state(self) -> str:
        """Return the state of the stage."""
        return next(each.state for each in self.states if each.stage == self.code)

    def lack_of(self, indicator_code: str, *, decides: bool) -> Lack | None:
        """Return why it takes no decision about an indicator or criterion; None if it does.

        `decides`: a level; a withdrawal needs no visit.
        """
        of_it = (
            indicator_code if self.edition is None else self.edition.indicator_of(indicator_code)
        )
        lack = lack_for_decision(self.stages, self.states, self.code, indicator_code=of_it)
        if lack is None and decides and of_it in self.unvisited:
            return unvisited(next(each for each in self.stages if each.code == self.code), [of_it])
        return lack


async def find_open_decisions(
    session: Session, assessment: Assessment, line: Line
) -> OpenDecisions:
    """Return what can be decided at the last of these stages. The assessment's row is locked."""
    all_stages = await find_stages(session, assessment)
    return OpenDecisions(
        stages=all_stages,
        states=await stages.of_assessment(session, assessment, all_stages),
        code=line[-1].code,
        edition=await editions.find(session, assessment.edition_code),
        unvisited=await find_unvisited(session, assessment, line),
    )


async def state_at(session: Session, assessment: Assessment, line: Line) -> StageState:
    """Return where the last of these stages stands."""
    all_stages = await find_stages(session, assessment)
    return (await stages.of_assessment(session, assessment, all_stages))[len(line) - 1]


async def find_unvisited(session: Session, assessment: Assessment, line: Line) -> list[str]:
    """Return the indicators that need a visit by the last of these stages and saw none.

    That is the stage of visits, or one after it: a visit that is required when that stage was
    skipped or closed is made up for. No signed minutes of a visit name these indicators.
    """
    if not visiting_in(line):
        return []
    needed = await visits.of_campaign(session, assessment.campaign_code)
    visited = await visited_store.of_assessment(session, assessment.assessment_id)
    return [code for code in needed if code not in visited]


def lacking(lacks: Sequence[Lack], *, pointer: str, state: str) -> Conflict:
    """Return the refusal of a step: everything that is missing, and who can do it."""
    return lacking_at(lacks, [Refusal(pointer, lack.text) for lack in lacks], state=state)


def lacking_at(
    lacks: Iterable[Lack],
    errors: Sequence[Refusal],
    *,
    state: str,
    extra: Mapping[str, Any] | None = None,
) -> Conflict:
    """Return the refusal of what lacks this, each with its place in `errors`."""
    lacks = [*dict.fromkeys(lacks)]
    told = Text(
        "; ".join(lack.text.id for lack in lacks), "; ".join(lack.text.en for lack in lacks)
    )
    return Conflict(
        Text(f"{told.id[0].upper()}{told.id[1:]}.", f"{told.en[0].upper()}{told.en[1:]}."),
        errors=errors,
        extra={
            **(extra or {}),
            "state": state,
            "missing": [
                {
                    "requirement": lack.requirement,
                    "roles": list(lack.roles),
                    "indicator_codes": list(lack.indicator_codes),
                }
                for lack in lacks
            ],
        },
    )
