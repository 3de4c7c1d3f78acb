"""Many decisions of a stage at once: all of them are kept, or none."""

from collections.abc import Callable, Sequence
from uuid import UUID

from fastapi import APIRouter

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import SessionDep
from kit.errors import PreconditionFailed, refuse
from kit.web import IdempotentRoute, etag
from rules.refusal import Refusal, pointer_to
from rules.revision import SeenRevisions
from rules.text import Text
from submission.agencies.api.responses import DECISION
from submission.assessments.api import list_schemas, schemas
from submission.assessments.api.answers import ONE_OF_BOTH, current, movement
from submission.assessments.api.stages import own_view
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.decision import Decision, Plan
from submission.assessments.usecases.check_decider import check_decider
from submission.assessments.usecases.check_lock import lacking_at
from submission.assessments.usecases.decide import decide_levels
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/stages/{stage}/levels",
    tags=["assessments"],
    route_class=IdempotentRoute,
)

_TWICE = Text("indikator ini sudah disebut", "this indicator was named already")


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
    Whatever is wrong is named by item. What the stage does not take now is 409, with what must come
    first and who does it. What was changed meanwhile is 412 with both versions in
    `conflicts`. At the first stage respondents may do this too.
    """
    assessment = await find_assessment(session, assessment_id, principal)
    check_decider(principal, assessment, await find_line(session, assessment, stage))
    refuse(_faults(body.items))
    decisions = [decision_of(assessment_id, stage, item) for item in body.items]
    pointers = [pointer_to("items", place) for place in range(len(decisions))]
    places = [f"{pointer}/indicator_code" for pointer in pointers]
    plan = await decide_levels(
        session, decisions, principal, places=places, clock=SystemClock(), via="bulk"
    )
    refuse(fault.below(pointers[place]) for place, fault in plan.faults)
    refuse_locked(plan, lambda place, why: Refusal(places[place], why))
    refuse_outdated(plan, decisions, pointers, column="revision")
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


def refuse_locked(plan: Plan, refusal: Callable[[int, Text], Refusal]) -> None:
    """Let pass what the stage takes. `refusal`: what is wrong with the decision at a place.

    Raises:
        Conflict: It does not take all of it now; says what must come first and who does it.
    """
    if plan.locked:
        errors = [refusal(place, lack.text) for place, lack in plan.locked]
        raise lacking_at((lack for _, lack in plan.locked), errors, state=plan.state)


def refuse_outdated(
    plan: Plan, decisions: Sequence[Decision], pointers: Sequence[str], *, column: str
) -> None:
    """Let pass what starts from the present answers. `pointers` lead to the decisions.

    Raises:
        PreconditionFailed: Something was changed meanwhile; both versions of it are shown.
    """
    if not plan.outdated:
        return
    found = [(pointers[each.place], decisions[each.place], each.present) for each in plan.outdated]
    raise PreconditionFailed(
        Text(
            "Sebagian jawaban berubah setelah Anda membacanya; tidak ada yang disimpan. Bandingkan"
            " kedua versi.",
            "Some answers were changed after you read them; nothing was kept. Compare both"
            " versions.",
        ),
        errors=[
            Refusal(f"{pointer}/{column}", _conflict(decision, present))
            for pointer, decision, present in found
        ],
        extra={
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
                for _, decision, present in found
            ]
        },
    )


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
    yours, code = decision.level, decision.indicator_code
    theirs, who = present.level or "-", present.decided_by or "-"
    return Text(
        f"indikator {code} sudah diubah oleh {who}: nilai Anda {yours}, nilai sekarang {theirs}",
        f"the indicator {code} was changed by {who}: yours is {yours}, the present one {theirs}",
    )
