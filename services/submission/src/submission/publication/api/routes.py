"""Publications of assessments: asked for here, answered by scoring."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.assessments.api.schemas import AssessmentId
from submission.publication.api import schemas
from submission.publication.api.views import publication_view
from submission.publication.usecases.find import find_publication, list_publications
from submission.publication.usecases.publish import Asking, publish

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}", tags=["publications"], route_class=IdempotentRoute
)

_PUBLISH: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    200: {"model": schemas.PublicationView, "description": "You have asked for it already"},
    409: {
        "description": "Something is missing first, all of which is named with the roles that can"
        " do it; or the state is another one now (`sha256` is its hash), or the same state is being"
        " published for another reason"
    },
    422: {
        "description": "The campaign has no such stage, the stage is not published as this track,"
        " or a correction has no reason"
    },
    503: {"description": "The edition is being read; try again in a moment"},
}


@router.post("/publish", operation_id="publish_assessment", status_code=202, responses=_PUBLISH)
async def post_publication(
    assessment_id: AssessmentId,
    body: schemas.PublicationInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.PublicationView:
    """Ask for the publication of a closed stage, exactly in its approved state.

    A second person with the role approver has approved the state, somebody else than you; what the
    agency said of itself also needs its consent. `GET …/stages` shows what is missing. It is
    published in the background: `Location` shows what became of it. The same again changes nothing;
    one that was refused may be asked for again.
    """
    asking = Asking(
        assessment_id=assessment_id,
        stage=body.stage,
        state_hash=body.state_hash,
        track=body.track,
        reason=body.reason,
    )
    told, is_new = await publish(session, asking, principal, clock=SystemClock())
    publication_id = told.publication.publication_id
    response.status_code = 202 if is_new else 200
    response.headers["Location"] = (
        f"/api/v1/assessments/{assessment_id}/publications/{publication_id}"
    )
    return publication_view(told)


@router.get("/publications", operation_id="list_publications", responses=NOT_FOUND)
async def get_publications(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.PublicationView]:
    """List what was asked to be published, oldest first, with what became of each."""
    found = await list_publications(
        session,
        assessment_id,
        principal,
        after=paging.after(UUID),
        limit=paging.limit + 1,
    )
    return paging.page(
        found, item=publication_view, position=lambda each: each.publication.publication_id
    )


@router.get("/publications/{publication_id}", operation_id="read_publication", responses=NOT_FOUND)
async def get_publication(
    assessment_id: AssessmentId,
    publication_id: schemas.PublicationId,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.PublicationView:
    """Read a publication, and whether it is published, refused for which reasons, or waits."""
    return publication_view(
        await find_publication(session, assessment_id, publication_id, principal)
    )
