"""Offers of a place in the tree, made from above and accepted from below."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

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

_ENDING: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    409: {"description": "It has ended in another way, or the agency cannot stand there"},
    412: {"description": "It has changed since it was read; shows both versions"},
}


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
    return paging.page(found, item=_view, position=lambda each: each.offer.offer_id)


@router.post(
    "",
    operation_id="make_offer",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": schemas.OfferView, "description": "There is such an open offer already"},
        409: {"description": "The agency is below yours already"},
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
    """Offer the root of another tree a place below this agency. It moves when it accepts."""
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
async def post_acceptance(
    agency_code: schemas.OfferAgencyCode,
    offer_id: schemas.OfferId,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.OfferView:
    """Accept an offer that this root received: it stands below the parent from now on.

    Those above the parent then reach this agency and all below it, and can review it. Its other
    open offers lapse.
    """
    ending = _ending("accepted", agency_code, offer_id, if_match=if_match)
    return await _end(ending, principal, session, response, if_match=if_match)


@router.post("/{offer_id}/refusal", operation_id="refuse_offer", responses=_ENDING)
async def post_refusal(
    agency_code: schemas.OfferAgencyCode,
    offer_id: schemas.OfferId,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.OfferView:
    """Refuse an offer that this agency received."""
    ending = _ending("refused", agency_code, offer_id, if_match=if_match)
    return await _end(ending, principal, session, response, if_match=if_match)


@router.post("/{offer_id}/withdrawal", operation_id="withdraw_offer", responses=_ENDING)
async def post_withdrawal(
    agency_code: schemas.OfferAgencyCode,
    offer_id: schemas.OfferId,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.OfferView:
    """Withdraw an offer that this agency made."""
    ending = _ending("withdrawn", agency_code, offer_id, if_match=if_match)
    return await _end(ending, principal, session, response, if_match=if_match)


def _ending(
    state: Ending, agency_code: str, offer_id: UUID, *, if_match: str | None
) -> OfferEnding:
    return OfferEnding(
        offer_id=offer_id, agency_code=agency_code, state=state, seen=seen_revisions(if_match)
    )


async def _end(
    ending: OfferEnding,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: str | None,
) -> schemas.OfferView:
    with answering_outdated(if_match, _current):
        found = await end_offer(session, ending, principal, clock=SystemClock())
    return _shown(found, response)


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
