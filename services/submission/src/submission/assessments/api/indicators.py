"""What every stage says of every indicator, side by side."""

from fastapi import APIRouter

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.web import IdempotentRoute
from submission.agencies.api.responses import NOT_FOUND
from submission.assessments.api import schemas
from submission.assessments.api.stages import view_of
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.completeness import natural
from submission.assessments.domain.stage import stage_level
from submission.assessments.store import decisions as store
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_stages
from submission.editions import store as editions

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/indicators",
    tags=["assessments"],
    route_class=IdempotentRoute,
)


@router.get("", operation_id="list_assessment_indicators", responses=NOT_FOUND)
async def list_indicators(
    assessment_id: schemas.AssessmentId, principal: PrincipalDep, session: ReadSessionDep
) -> schemas.IndicatorList:
    """List every indicator and criterion of the edition with the level of every stage.

    A stage that decided nothing inherits, and says from where; its own `revision` is then 0. Levels
    may rise and fall from stage to stage, and none replaces another.
    """
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=SystemClock()
    )
    stages = [stage.code for stage in await find_stages(session, assessment)]
    edition = await editions.find(session, assessment.edition_code)
    by_code: dict[str, list[Answer]] = {}
    for answer in await store.all_newest(session, assessment_id):
        by_code.setdefault(answer.indicator_code, []).append(answer)
    codes = by_code.keys() if edition is None else edition.scale_codes.keys()
    return schemas.IndicatorList(
        assessment_id=assessment_id,
        items=[
            schemas.IndicatorStages(
                indicator_code=code,
                stages=[
                    view_of(stage_level(by_code.get(code, ()), code, stages[: place + 1]))
                    for place in range(len(stages))
                ],
            )
            for code in sorted(codes, key=natural)
        ],
    )
