"""The verdict of the review."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.assessments.api.schemas import AssessmentId
from submission.minutes.api import schemas
from submission.minutes.domain.verdict import Verdict
from submission.minutes.usecases.say_verdict import find_verdict, say_verdict

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/verdict",
    tags=["minutes"],
    route_class=IdempotentRoute,
)


@router.get(
    "",
    operation_id="read_verdict",
    responses={**NOT_FOUND, 422: {"description": "The campaign has no stage of review"}},
)
async def read_verdict(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.VerdictView:
    """Read the newest verdict of the review; its ETag is its revision, "0" before the first."""
    return _shown(await find_verdict(session, assessment_id, principal), assessment_id, response)


@router.put(
    "",
    operation_id="put_verdict",
    responses={
        **CHANGE,
        409: {"description": "The stage waits or has ended; says who can do what is missing"},
        422: {"description": "The campaign has no stage of review"},
    },
)
async def put_verdict(
    assessment_id: AssessmentId,
    body: schemas.VerdictInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.VerdictView:
    """Say whether what counts at the review is valid, and why. The same again changes nothing.

    The review is not closed without a verdict about the levels that count there then: after a
    correction it is said anew. Earlier verdicts are kept.
    """
    with answering_outdated(if_match, lambda present: _current(present, assessment_id)):
        said = await say_verdict(
            session,
            assessment_id,
            principal,
            validity=body.validity,
            reason=body.reason,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return _shown(said, assessment_id, response)


def _shown(verdict: Verdict, assessment_id: UUID, response: Response) -> schemas.VerdictView:
    response.headers["ETag"] = etag(verdict.revision)
    return _view(verdict, assessment_id)


def _view(verdict: Verdict, assessment_id: UUID) -> schemas.VerdictView:
    said = verdict.said
    return schemas.VerdictView(
        assessment_id=assessment_id,
        stage=verdict.stage,
        revision=verdict.revision,
        validity=verdict.validity,
        reason=verdict.reason,
        is_present=verdict.is_present,
        said_by=None if said is None else said.by,
        said_at=None if said is None else said.at,
    )


def _current(present: Verdict, assessment_id: UUID) -> tuple[str, Any]:
    """Return the ETag and the body of the newest verdict."""
    return etag(present.revision), _view(present, assessment_id).model_dump(mode="json")
