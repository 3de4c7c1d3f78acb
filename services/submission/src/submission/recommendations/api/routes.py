"""Recommendations: made, changed, given to somebody, withdrawn, and listed."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.web import IdempotentRoute, IfMatch, Page, PagingDep, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.recommendations.api import schemas
from submission.recommendations.api.filters import ScopeDep, WantedDep
from submission.recommendations.api.views import (
    OverdueView,
    RecommendationHistoryView,
    RecommendationPassageView,
    RecommendationView,
    known_of,
)
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.store import overdue
from submission.recommendations.store import recommendations as store
from submission.recommendations.usecases.assign import assign_owner
from submission.recommendations.usecases.change import Wording, change_recommendation
from submission.recommendations.usecases.find import find_recommendation
from submission.recommendations.usecases.make import make_recommendation
from submission.recommendations.usecases.move import withdraw_recommendation

router = APIRouter(
    prefix="/api/v1/recommendations", tags=["recommendations"], route_class=IdempotentRoute
)

_ENDED: Final[dict[int | str, dict[str, Any]]] = {
    409: {"description": "It is settled or withdrawn, and takes no more changes"}
}


@router.get("", operation_id="list_recommendations", responses=NOT_FOUND)
async def list_recommendations(
    principal: PrincipalDep, session: ReadSessionDep, wanted: WantedDep, *, paging: PagingDep
) -> Page[RecommendationView]:
    """List recommendations to the agencies within reach, oldest first.

    `agency` and `below` are about who carries them out now. What goes on and needs an owner says
    why (`owner_lack`): nobody is named, or who was has been forgotten, has left or moved.
    """
    found = await store.after(
        session,
        paging.after(UUID),
        root_code=AGENCIES.root_of(principal),
        wanted=wanted,
        limit=paging.limit + 1,
    )
    clock = SystemClock()
    known, now = await known_of(session, found, clock=clock), clock.now()
    return paging.page(
        found,
        item=lambda kept: RecommendationView.of(kept, known, now=now),
        position=lambda kept: kept.recommendation_id,
    )


@router.get("/overdue", operation_id="list_overdue", responses=NOT_FOUND)
async def list_overdue(
    principal: PrincipalDep, session: ReadSessionDep, scope: ScopeDep, *, paging: PagingDep
) -> Page[OverdueView]:
    """List the agencies with something overdue, with their counts, in order of their codes."""
    found = await overdue.after(
        session,
        paging.after(str),
        root_code=AGENCIES.root_of(principal),
        wanted=scope,
        now=SystemClock().now(),
        limit=paging.limit + 1,
    )
    return paging.page(
        found,
        item=lambda each: OverdueView(**each._asdict()),
        position=lambda each: each.agency_code,
    )


@router.post(
    "",
    operation_id="make_recommendation",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": RecommendationView, "description": "The agency was told so already"},
        409: {"description": "It was told the same with another deadline, owner or priority"},
        422: {"description": "It breaks a rule, or where it comes from is not there"},
    },
)
async def post_recommendation(
    body: schemas.RecommendationInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> RecommendationView:
    """Tell an agency what to do, from an indicator, an aspect, a contradiction or a report.

    Nobody does so for their own agency. External assessors recommend about their stage only.
    """
    clock = SystemClock()
    kept, is_new = await make_recommendation(session, body.recommendation(), principal, clock=clock)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/api/v1/recommendations/{kept.recommendation_id}"
    return await _shown(session, kept, response)


@router.get("/{recommendation_id}", operation_id="read_recommendation", responses=NOT_FOUND)
async def read_recommendation(
    recommendation_id: schemas.RecommendationId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> RecommendationView:
    """Read a recommendation; its ETag is its revision."""
    kept = await find_recommendation(session, recommendation_id, principal)
    return await _shown(session, kept, response)


@router.get(
    "/{recommendation_id}/history",
    operation_id="read_recommendation_history",
    responses=NOT_FOUND,
)
async def read_recommendation_history(
    recommendation_id: schemas.RecommendationId, principal: PrincipalDep, session: ReadSessionDep
) -> RecommendationHistoryView:
    """Read everything that happened to a recommendation, oldest first."""
    kept = await find_recommendation(session, recommendation_id, principal)
    rows = await store.history(session, kept.recommendation_id)
    return RecommendationHistoryView(
        recommendation_id=kept.recommendation_id,
        items=[RecommendationPassageView.of(row) for row in rows],
    )


@router.put(
    "/{recommendation_id}", operation_id="put_recommendation", responses={**CHANGE, **_ENDED}
)
async def put_recommendation(
    recommendation_id: schemas.RecommendationId,
    body: schemas.RecommendationChange,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> RecommendationView:
    """Change what a recommendation says (If-Match); another deadline needs a reason.

    Nobody changes those of their own agency. The same again changes nothing.
    """
    show = await _current(session, recommendation_id, principal)
    with answering_outdated(if_match, show):
        kept = await change_recommendation(
            session,
            recommendation_id,
            Wording(**body.model_dump()),
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return await _shown(session, kept, response)


@router.put(
    "/{recommendation_id}/owner",
    operation_id="put_recommendation_owner",
    responses={**CHANGE, **_ENDED},
)
async def put_recommendation_owner(
    recommendation_id: schemas.RecommendationId,
    body: schemas.OwnerInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> RecommendationView:
    """Name the person of the agency who sees to a recommendation (If-Match), or nobody.

    Who has left is named no more, and the recommendation needs another owner.
    """
    show = await _current(session, recommendation_id, principal)
    with answering_outdated(if_match, show):
        kept = await assign_owner(
            session,
            recommendation_id,
            body.owner,
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return await _shown(session, kept, response)


@router.post(
    "/{recommendation_id}/withdrawal",
    operation_id="withdraw_recommendation",
    responses={**NOT_FOUND, 409: {"description": "It is settled, or was withdrawn otherwise"}},
)
async def post_withdrawal(
    recommendation_id: schemas.RecommendationId,
    body: schemas.WithdrawalInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> RecommendationView:
    """Withdraw a recommendation with the reason: it is due no more, and stays readable."""
    kept = await withdraw_recommendation(
        session, recommendation_id, body.reason, principal, clock=SystemClock()
    )
    return await _shown(session, kept, response)


async def _shown(
    session: Session, kept: KeptRecommendation, response: Response
) -> RecommendationView:
    response.headers["ETag"] = etag(kept.revision)
    clock = SystemClock()
    known = await known_of(session, [kept], clock=clock)
    return RecommendationView.of(kept, known, now=clock.now())


async def _current(
    session: Session, recommendation_id: UUID, principal: Principal
) -> Callable[[KeptRecommendation], tuple[str, Any]]:
    """Return what gives the ETag and the body of the present state; its origin never changes."""
    kept = await find_recommendation(session, recommendation_id, principal)
    known = await known_of(session, [kept], clock=SystemClock())

    def show(present: KeptRecommendation) -> tuple[str, Any]:
        view = RecommendationView.of(present, known, now=SystemClock().now())
        return etag(present.revision), view.model_dump(mode="json")

    return show
