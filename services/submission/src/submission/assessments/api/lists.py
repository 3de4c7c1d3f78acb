"""Many decisions of a stage at once: all of them are kept, or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import SessionDep
from kit.errors import CHECK_THE_PARTS, PreconditionFailed, Unprocessable
from kit.web import IdempotentRoute, etag
from rules.refusal import Refusal, place_in_list, pointer_to
from rules.revision import SeenRevisions
from rules.text import Text
from submission.agencies.api.responses import DECISION
from submission.assessments.api import list_schemas, schemas
from submission.assessments.api.answers import ONE_OF_BOTH, current, movement
from submission.assessments.api.stages import own_view
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.decision import Decision, Plan
from submission.assessments.usecases.check_decider import check_decider
from submission.assessments.usecases.check_open_for_decisions import lacking_at
from submission.assessments.usecases.decide import decide_levels
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/stages/{stage}/levels",
    tags=["assessments"],
    route_class=IdempotentRoute,
)

_TWICE = Text("indikator ini sudah disebut", "this indicator was named already")
_CHANGED = Text(
    "Sebagian jawaban berubah setelah Anda membacanya; tidak ada yang disimpan. Bandingkan kedua"
    " versi.",
    "Some answers were changed after you read them; nothing was kept. Compare both versions.",
)


@router.put("", operation_id="put_stage_levels", responses=DECISION)
async def put_levels(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    body: list_schemas.LevelsInput,
    principal: PrincipalDep,
    session: SessionDep,
) -> list_schemas.DecidedLevels:
    """Decide the levels of many indicators at a stage, all or none.

    Each names the revision of the stage's own decision that it was made from (0 before the first).
    Whatever is wrong is named by item, all at once (422). Where that is only what the stage does
    not take now, it is 409, with what must come first and who does it; where it is only what was
    changed meanwhile, 412. `conflicts` has both versions. At the first stage respondents may do
    this too.
    """
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=SystemClock()
    )
    await check_decider(session, principal, assessment, await find_line(session, assessment, stage))
    faults = _faults(body.items)
    wrong = {place_in_list(fault) for fault in faults}
    decisions = [
        replace(decision_of(assessment_id, stage, item), is_complete=place not in wrong)
        for place, item in enumerate(body.items)
    ]
    places = [_in_item(place, "indicator_code") for place in range(len(decisions))]
    plan = await decide_levels(
        session, decisions, principal, places=places, clock=SystemClock(), via="bulk"
    )
    refuse_unsound(plan, decisions, _ITEMS, faults=faults)
    return decided_view(assessment_id, stage, plan)


def decision_of(assessment_id: UUID, stage: str, item: list_schemas.LevelsItem) -> Decision:
    """Return what an item of a list decides."""
    return Decision(
        assessment_id=assessment_id,
        indicator_code=item.indicator_code,
        stage=stage,
        level=item.level,
        explanation=item.whole_text(),
        reasons=item.parts(),
        sector=item.sector,
        decided_at=item.decided_at,
        seen=SeenRevisions(frozenset({item.revision})),
    )


@dataclass(frozen=True, slots=True)
class Where:
    """How a refusal of the decision at a place is told: by an item of a list, or by a cell."""

    fault: Callable[[int, Refusal], Refusal]
    closed: Callable[[int, Text], Refusal]
    conflict: Callable[[int, Text], Refusal]


def refuse_unsound(
    plan: Plan, decisions: Sequence[Decision], where: Where, *, faults: Sequence[Refusal] = ()
) -> None:
    """Check that a plan can be kept. `faults`: what is wrong with the form of what was sent.

    All that is wrong is named at once, in the order of the list.

    Raises:
        Unprocessable: Something is wrong with the decisions themselves.
        Conflict: Else, the stage does not take all of them now; says what must come first.
        PreconditionFailed: Else, something was changed meanwhile; both versions of it are shown.
    """
    wrong = [*faults, *(where.fault(place, fault) for place, fault in plan.faults)]
    closed = [where.closed(place, lack.text) for place, lack in plan.lacks]
    outdated = [
        where.conflict(each.place, _conflict(decisions[each.place], each.present))
        for each in plan.outdated
    ]
    errors = sorted([*wrong, *closed, *outdated], key=place_in_list)
    extra = _both_versions(plan, decisions) if outdated else {}
    if wrong:
        raise Unprocessable(CHECK_THE_PARTS, errors=errors, extra=extra)
    if closed:
        lacks = (lack for _, lack in plan.lacks)
        raise lacking_at(lacks, errors, state=plan.state, extra=extra)
    if outdated:
        raise PreconditionFailed(_CHANGED, errors=errors, extra=extra)


def _both_versions(plan: Plan, decisions: Sequence[Decision]) -> dict[str, Any]:
    found = [(decisions[each.place], each.present) for each in plan.outdated]
    return {
        "conflicts": [
            {
                "indicator_code": decision.indicator_code,
                "yours": {
                    "level": decision.level,
                    "explanation": decision.explanation,
                    "reasons": decision.reasons and dict(decision.reasons),
                    "sector": decision.sector,
                    "revisions": sorted(decision.seen.states) if decision.seen else [],
                },
                "current": {"etag": etag(present.revision), "body": current(present)[1]},
            }
            for decision, present in found
        ]
    }


def decided_view(
    assessment_id: UUID,
    stage: str,
    plan: Plan,
    *,
    unchanged: Sequence[str] = (),
    preview: bool = False,
) -> list_schemas.DecidedLevels:
    """Return what came of many decisions; `unchanged`: of more indicators than the plan's."""
    new = {answer.indicator_code for answer in plan.new}
    same = [each.indicator_code for each in plan.answers if each.indicator_code not in new]
    return list_schemas.DecidedLevels(
        **movement(plan.moved),
        assessment_id=assessment_id,
        stage=stage,
        preview=preview,
        decided=[own_view(answer) for answer in plan.new],
        unchanged=[*same, *unchanged],
    )


def _in_item(place: int, *parts: str) -> str:
    return pointer_to("items", place, *parts)


_ITEMS = Where(
    fault=lambda place, fault: fault.below(_in_item(place)),
    closed=lambda place, why: Refusal(_in_item(place, "indicator_code"), why),
    conflict=lambda place, why: Refusal(_in_item(place, "revision"), why),
)


def _faults(items: Sequence[list_schemas.LevelsItem]) -> list[Refusal]:
    seen: set[str] = set()
    faults = []
    for place, item in enumerate(items):
        pointer = pointer_to("items", place)
        if item.indicator_code in seen:
            faults.append(Refusal(f"{pointer}/indicator_code", _TWICE))
        if (item.reasons is None) == (item.explanation is None):
            faults.append(ONE_OF_BOTH.below(pointer))
        seen.add(item.indicator_code)
    return faults


def _conflict(decision: Decision, present: Answer) -> Text:
    """Return both values of an answer that was changed meanwhile."""
    code, who = decision.indicator_code, present.decided_by or "-"
    yours, theirs = decision.level, present.level or "-"
    if yours == theirs and decision.sector != present.sector:
        yours, theirs = (
            f"{level} ({sector or '-'})"
            for level, sector in ((yours, decision.sector), (theirs, present.sector))
        )
    return Text(
        f"indikator {code} sudah diubah oleh {who}: nilai Anda {yours}, nilai sekarang {theirs}",
        f"the indicator {code} was changed by {who}: yours is {yours}, the present one {theirs}",
    )
