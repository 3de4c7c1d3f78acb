"""Offers of a place in the tree, made from above and accepted from below."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import (
    IdempotentRoute,
    IfMatch,
    Page,
    PagingDep,
    etag,
    seen_revisions,
)
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.usecases.check_reach import check_reach
from submission.offers import store
from submission.offers.api import schemas
from submission.offers.domain import Ending, OfferSide, OfferState
from submission.offers.store import NamedOffer
from submission.offers.usecases.end import OfferEnding, end_offer
from submission.offers.usecases.find import find_offer
from submission.offers.usecases.make import make_offer

router = APIRouter(
    prefix="/api/v1/agencies/{agency_code}/offers",
    tags=["agencies"],
    route_class=IdempotentRoute,
)

# Ends the offer of a request in one of the ways.
End = Callable[[Ending], Awaitable[schemas.OfferView]]

_ENDING: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    409: {"description": "It has ended in another way, or the agency cannot stand there"},
    412: {"description": "It has changed since it was read; shows both versions"},
}


async def _end(
    agency_code: schemas.OfferAgencyCode,
    offer_id: schemas.OfferId,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> End:
    """Return how an offer ends: in which way the route says."""

    async def end(state: Ending) -> schemas.OfferView:
        ending = OfferEnding(
            offer_id=offer_id, agency_code=agency_code, state=state, seen=seen_revisions(if_match)
        )
        with answering_outdated(if_match, _current):
            found = await end_offer(session, ending, principal, clock=SystemClock())
        return _shown(found, response)

    return end


@router.get("", operation_id="list_offers", responses=NOT_FOUND)
async def list_offers(
    agency_code: schemas.OfferAgencyCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    side: Annotated[
        OfferSide | None,
        Query(
            description="Only offers that the agency made, or those that it received",
            examples=["received"],
        ),
    ] = None,
    state: Annotated[
        OfferState | None,
        Query(description="Only offers in this state", examples=["open"]),
    ] = None,
    paging: PagingDep,
) -> Page[schemas.OfferView]:
    """List the offers that an agency made or received, oldest first."""
    await check_reach(session, principal, agency_code, pointer="path/agency_code")
    found = await store.after(
        session,
        paging.after(UUID),
        agency_code=agency_code,
        side=side,
        state=state,
        limit=paging.limit + 1,
    )
    return paging.page(found, item=_view, position=lambda found: found.offer.offer_id)


@router.post(
    "",
    operation_id="make_offer",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": schemas.OfferView, "description": "There is such an open offer already"},
        409: {"description": "The agency is below yours, or the open offer has another note"},
        422: {"description": "The tree would become a circle"},
    },
)
async def post_offer(
    agency_code: schemas.OfferAgencyCode,
    body: schemas.OfferInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.OfferView:
    """Offer the root of another tree a place below this agency. It moves when it accepts.

    The same offer again is answered with the open one.
    """
    found, is_new = await make_offer(
        session,
        body.agency_code,
        principal,
        parent_code=agency_code,
        note=body.note,
        clock=SystemClock(),
    )
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/api/v1/agencies/{agency_code}/offers/{found.offer.offer_id}"
    return _shown(found, response)


@router.get("/{offer_id}", operation_id="read_offer", responses=NOT_FOUND)
async def read_offer(
    agency_code: schemas.OfferAgencyCode,
    offer_id: schemas.OfferId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.OfferView:
    """Read an offer that the agency made or received; its ETag is its revision."""
    found = await find_offer(session, offer_id, principal, agency_code=agency_code)
    return _shown(found, response)


@router.post("/{offer_id}/acceptance", operation_id="accept_offer", responses=_ENDING)
async def post_acceptance(end: Annotated[End, Depends(_end)]) -> schemas.OfferView:
    """Accept an offer that this root received: it stands below the parent from now on.

    Those above the parent then reach this agency and all below it, and can review it. Its other
    open offers lapse.
    """
    return await end("accepted")


@router.post("/{offer_id}/refusal", operation_id="refuse_offer", responses=_ENDING)
async def post_refusal(end: Annotated[End, Depends(_end)]) -> schemas.OfferView:
    """Refuse an offer that this agency received."""
    return await end("refused")


@router.post("/{offer_id}/withdrawal", operation_id="withdraw_offer", responses=_ENDING)
async def post_withdrawal(end: Annotated[End, Depends(_end)]) -> schemas.OfferView:
    """Withdraw an offer that this agency made."""
    return await end("withdrawn")


def _shown(found: NamedOffer, response: Response) -> schemas.OfferView:
    response.headers["ETag"] = etag(found.offer.revision)
    return _view(found)


def _view(found: NamedOffer) -> schemas.OfferView:
    offer = found.offer
    return schemas.OfferView(
        offer_id=offer.offer_id,
        revision=offer.revision,
        parent_code=offer.parent_code,
        parent_name=found.parent_name,
        agency_code=offer.agency_code,
        note=offer.note,
        state=offer.state,
        offered_by=offer.offered_by,
        offered_at=offer.offered_at,
        ended_by=offer.ended_by,
        ended_at=offer.ended_at,
    )


def _current(present: NamedOffer) -> tuple[str, Any]:
    """Return the ETag and the body of the present state."""
    return etag(present.offer.revision), _view(present).model_dump(mode="json")
