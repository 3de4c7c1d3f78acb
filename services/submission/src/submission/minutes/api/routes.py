"""Minutes of an assessment: written, written anew, and signed."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, Page, PagingDep, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.assessments.api.schemas import AssessmentId
from submission.assessments.usecases.find import find_assessment
from submission.minutes.api import schemas
from submission.minutes.api.views import minutes_view, record_of
from submission.minutes.domain.signed import SignedMinutes
from submission.minutes.store import minutes as store
from submission.minutes.usecases.find_minutes import find_minutes, with_signatures
from submission.minutes.usecases.sign import Signing, sign_minutes
from submission.minutes.usecases.write import rewrite_minutes, write_minutes

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/minutes",
    tags=["minutes"],
    route_class=IdempotentRoute,
)

_TAKEN: Final[dict[int | str, dict[str, Any]]] = {
    409: {
        "description": "The stage waits or has ended (says what must come first and who does it),"
        " or there are 100 minutes already"
    },
    422: {"description": "The record breaks a rule; every field is named"},
}


@router.get("", operation_id="list_minutes", responses=NOT_FOUND)
async def list_minutes(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.MinutesView]:
    """List the minutes of an assessment, oldest first, with all their signatures."""
    assessment = await find_assessment(session, assessment_id, principal)
    found = await store.after(
        session, paging.after(UUID), assessment_id=assessment_id, limit=paging.limit + 1
    )
    signed = await with_signatures(session, assessment, found)
    return paging.page(signed, item=minutes_view, position=lambda each: each.minutes.minutes_id)


@router.post(
    "",
    operation_id="add_minutes",
    status_code=201,
    responses={
        **NOT_FOUND,
        **_TAKEN,
        200: {"model": schemas.MinutesView, "description": "There are such minutes already"},
    },
)
async def post_minutes(
    assessment_id: AssessmentId,
    body: schemas.MinutesInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.MinutesView:
    """Write minutes of an interview or a visit, or those that end a self-assessment.

    They are a draft until both sides have signed them; those of a self-assessment are signed by the
    coordinator of the assessed agency alone. The same record again is answered with what there is.
    """
    made, is_new = await write_minutes(
        session, assessment_id, record_of(body), principal, clock=SystemClock()
    )
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = (
        f"/api/v1/assessments/{assessment_id}/minutes/{made.minutes.minutes_id}"
    )
    return _shown(made, response)


@router.get("/{minutes_id}", operation_id="read_minutes", responses=NOT_FOUND)
async def read_minutes(
    assessment_id: AssessmentId,
    minutes_id: schemas.MinutesId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.MinutesView:
    """Read minutes with their document, its hash, and all signatures; the ETag is the revision."""
    return _shown(await find_minutes(session, assessment_id, minutes_id, principal), response)


@router.put(
    "/{minutes_id}",
    operation_id="put_minutes",
    responses={**CHANGE, **_TAKEN},
)
async def put_minutes(
    assessment_id: AssessmentId,
    minutes_id: schemas.MinutesId,
    body: schemas.MinutesInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.MinutesView:
    """Write minutes anew. Signatures of the version before stay, and count no more.

    Minutes keep their kind and stage. The same record again changes nothing.
    """
    with answering_outdated(if_match, _current):
        changed = await rewrite_minutes(
            session,
            assessment_id,
            minutes_id,
            record_of(body),
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return _shown(changed, response)


@router.post(
    "/{minutes_id}/signatures",
    operation_id="sign_minutes",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": schemas.MinutesView, "description": "You have signed this document already"},
        409: {"description": "The document is another one now, or the stage takes nothing"},
        422: {"description": "Minutes of this kind have no such side"},
    },
)
async def post_signature(
    assessment_id: AssessmentId,
    minutes_id: schemas.MinutesId,
    body: schemas.MinutesSignatureInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.MinutesView:
    """Sign the document that has this hash. It is no certified electronic signature.

    For the assessed agency its own coordinator or agency_officer signs, for the assessors who
    decides at the stage; nobody signs for both sides. Signing again changes nothing.
    """
    signing = Signing(
        assessment_id=assessment_id, minutes_id=minutes_id, sha256=body.sha256, side=body.side
    )
    signed, is_new = await sign_minutes(session, signing, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    return _shown(signed, response)


def _shown(signed: SignedMinutes, response: Response) -> schemas.MinutesView:
    response.headers["ETag"] = etag(signed.minutes.revision)
    return minutes_view(signed)


def _current(present: SignedMinutes) -> tuple[str, Any]:
    """Return the ETag and the body of the present version."""
    return etag(present.minutes.revision), minutes_view(present).model_dump(mode="json")
