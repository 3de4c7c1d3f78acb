"""The evidence of an assessment: what is linked to its indicators, and the reviews of that."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.fields import TruthQuery
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import CODE_PATTERN
from submission.assessments.api.schemas import AssessmentId
from submission.assessments.usecases.find import find_assessment, find_indicator
from submission.campaigns.domain.assessment import Assessment
from submission.links.api import schemas, views
from submission.links.domain.link import Link
from submission.links.store import links as store
from submission.links.store import reviews
from submission.links.usecases.find import find_link
from submission.links.usecases.find_coverage import find_coverage
from submission.links.usecases.find_risks import find_risks
from submission.links.usecases.link import link_evidence, remove_link
from submission.links.usecases.review import review_link

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}", tags=["evidence"], route_class=IdempotentRoute
)

_TAKEN: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    409: {"description": "The stage takes none now; says what is missing, and who can do it"},
}


@router.get("/evidence-links", operation_id="list_evidence_links", responses=NOT_FOUND)
async def list_links(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    indicator: Annotated[
        str | None,
        Query(
            pattern=CODE_PATTERN,
            description="Only the evidence of this indicator or criterion",
            examples=["13"],
        ),
    ] = None,
    removed: Annotated[
        TruthQuery, Query(description="true: also links that were removed", examples=[True])
    ] = False,
    paging: PagingDep,
) -> Page[views.EvidenceLinkView]:
    """List the evidence of an assessment or of one of its indicators, oldest first.

    Whatever came from people, by an address or from a source system stands side by side.
    """
    assessment = await _readable(session, assessment_id, principal)
    if indicator is not None:
        await find_indicator(session, assessment, indicator)
    found = await store.after(
        session,
        paging.after(UUID),
        assessment_id=assessment_id,
        indicator_code=indicator,
        with_removed=removed,
        limit=paging.limit + 1,
    )
    risks = (await find_risks(session, [assessment], clock=SystemClock()))[assessment_id]
    return paging.page(
        found, item=lambda each: views.link_view(each, risks), position=lambda each: each.link_id
    )


@router.post(
    "/evidence-links",
    operation_id="link_evidence",
    status_code=201,
    responses={
        **_TAKEN,
        200: {"model": views.EvidenceLinkView, "description": "There is such a link already"},
        422: {"description": "There is no such indicator, or no present link of it to replace"},
    },
)
async def post_link(
    assessment_id: AssessmentId,
    body: schemas.EvidenceLinkInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> views.EvidenceLinkView:
    """Link an item of evidence to an indicator, as who answers for that indicator.

    One item may be linked to any number of indicators. At a later stage the agency adds what the
    assessors ask for; a link of an earlier stage stays, and another one takes its place.
    """
    made, is_new = await link_evidence(
        session, assessment_id, body.wanted(), principal, clock=SystemClock()
    )
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = (
        f"/api/v1/assessments/{assessment_id}/evidence-links/{made.link_id}"
    )
    return await _view(session, assessment_id, principal, made)


@router.get("/evidence-links/{link_id}", operation_id="read_evidence_link", responses=NOT_FOUND)
async def read_link(
    assessment_id: AssessmentId,
    link_id: schemas.LinkId,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> views.EvidenceLinkView:
    """Read a link with its newest review; also one that was removed."""
    await _readable(session, assessment_id, principal)
    link = await find_link(session, assessment_id, link_id)
    return await _view(session, assessment_id, principal, link)


@router.delete("/evidence-links/{link_id}", operation_id="remove_evidence_link", responses=_TAKEN)
async def delete_link(
    assessment_id: AssessmentId,
    link_id: schemas.LinkId,
    principal: PrincipalDep,
    session: SessionDep,
) -> views.EvidenceLinkView:
    """Remove a link while the stage at which it was made is open for its indicator.

    It stays readable. Once the stage is submitted, the links of what is frozen stay as they are.
    """
    removed = await remove_link(session, assessment_id, link_id, principal, clock=SystemClock())
    return await _view(session, assessment_id, principal, removed)


@router.get(
    "/evidence-links/{link_id}/reviews", operation_id="list_link_reviews", responses=NOT_FOUND
)
async def list_reviews(
    assessment_id: AssessmentId,
    link_id: schemas.LinkId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[views.LinkReviewView]:
    """List all reviews of a link, newest first."""
    await _readable(session, assessment_id, principal)
    link = await find_link(session, assessment_id, link_id)
    found = await reviews.before(
        session, paging.after(int), link_id=link.link_id, limit=paging.limit + 1
    )
    return paging.page(found, item=views.review_view, position=lambda each: each.number)


@router.post(
    "/evidence-links/{link_id}/reviews",
    operation_id="review_evidence_link",
    status_code=201,
    responses={
        **_TAKEN,
        200: {"model": views.EvidenceLinkView, "description": "It was reviewed so already"},
    },
)
async def post_review(
    assessment_id: AssessmentId,
    link_id: schemas.LinkId,
    body: schemas.LinkReviewInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> views.EvidenceLinkView:
    """Accept or reject a link, with a reason, as who assesses its indicator at the open stage.

    It is about this use of the item and no other. The newest review counts; the history keeps all.
    """
    link, is_new = await review_link(
        session,
        assessment_id,
        link_id,
        principal,
        state=body.state,
        reason=body.reason,
        clock=SystemClock(),
    )
    response.status_code = 201 if is_new else 200
    return await _view(session, assessment_id, principal, link)


@router.get("/evidence-coverage", operation_id="read_evidence_coverage", responses=NOT_FOUND)
async def read_coverage(
    assessment_id: AssessmentId, principal: PrincipalDep, session: ReadSessionDep
) -> views.CoverageView:
    """Read which indicators have evidence, which lack it, and which are at risk.

    At risk: what proves the level has expired, was rejected or withdrawn, has changed at its
    address, or is a review record of two years or more. Levels and results stay as they are.
    """
    assessment = await _readable(session, assessment_id, principal)
    found = await find_coverage(session, assessment, clock=SystemClock())
    return views.coverage_view(assessment_id, found)


async def _readable(session: Session, assessment_id: UUID, principal: Principal) -> Assessment:
    return await find_assessment(session, assessment_id, principal, for_answering=SystemClock())


async def _view(
    session: Session, assessment_id: UUID, principal: Principal, link: Link
) -> views.EvidenceLinkView:
    assessment = await _readable(session, assessment_id, principal)
    risks = await find_risks(session, [assessment], clock=SystemClock())
    return views.link_view(link, risks[assessment_id])
