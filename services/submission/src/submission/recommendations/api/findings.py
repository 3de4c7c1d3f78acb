"""Findings about the aspects of an assessment, by stage."""

from typing import Any, Final

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.assessments.api.schemas import AssessmentId, StageCode
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.recommendations.api.schemas import AspectCode, FindingInput
from submission.recommendations.api.views import FindingList, FindingView
from submission.recommendations.domain.finding import KeptFinding
from submission.recommendations.store import findings as store
from submission.recommendations.usecases.check_origin import edition_of
from submission.recommendations.usecases.write_finding import (
    aspect_indicators,
    write_finding,
)

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/stages/{stage}/findings",
    tags=["recommendations"],
    route_class=IdempotentRoute,
)

_TAKEN: Final[dict[int | str, dict[str, Any]]] = {
    409: {"description": "The stage waits or has ended, or the assessment takes no changes"}
}


@router.get("", operation_id="list_findings", responses=NOT_FOUND)
async def list_findings(
    assessment_id: AssessmentId, stage: StageCode, principal: PrincipalDep, session: ReadSessionDep
) -> FindingList:
    """List what is written about the aspects at a stage, in order of their codes."""
    assessment = await find_assessment(session, assessment_id, principal)
    await find_line(session, assessment, stage)
    found = await store.of_stage(session, assessment_id, stage)
    return FindingList(items=[FindingView.of(each) for each in found])


@router.get("/{aspect_code}", operation_id="read_finding", responses=NOT_FOUND)
async def read_finding(
    assessment_id: AssessmentId,
    stage: StageCode,
    aspect_code: AspectCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> FindingView:
    """Read what is written about an aspect; its ETag is "0" before the first."""
    assessment = await find_assessment(session, assessment_id, principal)
    await find_line(session, assessment, stage)
    aspect_indicators(await edition_of(session, assessment), aspect_code)
    found = await store.find(session, assessment_id, stage, aspect_code=aspect_code)
    return _shown(found, response)


@router.put("/{aspect_code}", operation_id="put_finding", responses={**CHANGE, **_TAKEN})
async def put_finding(
    assessment_id: AssessmentId,
    stage: StageCode,
    aspect_code: AspectCode,
    body: FindingInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> FindingView:
    """Write strengths (levels 4 and 5), weaknesses (1 and 2) and a recommendation of an aspect.

    Who decides at a stage of external assessors does, while it is open or submitted (`If-Match`,
    `"0"` before the first). The same again changes nothing.
    """
    about = KeptFinding(
        assessment_id=assessment_id,
        stage=stage,
        aspect_code=aspect_code,
        finding=body.finding(),
        revision=0,
    )
    with answering_outdated(if_match, _current):
        kept = await write_finding(
            session, about, principal, seen=seen_revisions(if_match), clock=SystemClock()
        )
    return _shown(kept, response)


def _shown(kept: KeptFinding, response: Response) -> FindingView:
    response.headers["ETag"] = etag(kept.revision)
    return FindingView.of(kept)


def _current(present: KeptFinding) -> tuple[str, Any]:
    """Return the ETag and the body of the present version."""
    return etag(present.revision), FindingView.of(present).model_dump(mode="json")
