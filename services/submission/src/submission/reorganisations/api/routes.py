"""Renaming, move, merger, split and closure of an agency, and taking these back, with previews."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import SessionDep
from kit.web import IdempotentRoute, IfMatch, etag, require_match
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import AgencyCode
from submission.reorganisations.api import schemas
from submission.reorganisations.api.views import fingerprint, view_of
from submission.reorganisations.domain.request import (
    AnyRequest,
    Closure,
    Merger,
    Move,
    Part,
    Renaming,
    Split,
    Withdrawal,
)
from submission.reorganisations.usecases.reorganise import plan_reorganisation, reorganise
from submission.reorganisations.usecases.withdraw import plan_withdrawal, withdraw

router = APIRouter(
    prefix="/api/v1/agencies/{agency_code}", tags=["agencies"], route_class=IdempotentRoute
)

# Plans a request, and does it unless only a preview was asked for.
Perform = Callable[[AnyRequest | Withdrawal], Awaitable[schemas.ReorganisationView]]

_ANSWERS: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    409: {"description": "An agency ended in another way, or the code of a new one is taken"},
    412: {"description": "The plan is another one than that of the preview; shows it"},
    422: {"description": "It breaks a rule; every part is named"},
}


async def _performer(
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    preview: schemas.PreviewQuery = False,
    if_match: IfMatch = None,
) -> Perform:
    """Return how a request is performed. If-Match: the ETag of the preview that was agreed to."""

    async def perform(request: AnyRequest | Withdrawal) -> schemas.ReorganisationView:
        clock = SystemClock()
        if isinstance(request, Withdrawal):
            plan = await plan_withdrawal(session, request, principal, clock=clock)
        else:
            plan = await plan_reorganisation(session, request, principal, clock=clock)
        view = view_of(request, plan, is_preview=preview)
        current = etag(fingerprint(view))
        if if_match is not None:
            require_match(if_match, current, view.model_dump(mode="json"))
        if preview:
            pass
        elif isinstance(request, Withdrawal):
            await withdraw(session, request, plan, principal, clock=clock)
        else:
            await reorganise(session, request, plan, principal, clock=clock)
        response.headers["ETag"] = current
        return view

    return perform


PerformDep = Annotated[Perform, Depends(_performer)]


@router.post("/renaming", operation_id="rename_agency", responses=_ANSWERS)
async def rename_agency(
    agency_code: AgencyCode, body: schemas.RenamingInput, perform: PerformDep
) -> schemas.ReorganisationView:
    """Give an agency another name from a day on; everything stays with it."""
    return await perform(
        Renaming(
            agency_code=agency_code,
            day=body.effective_on,
            note=body.note,
            name=body.name,
            short_name=body.short_name,
        )
    )


@router.post("/move", operation_id="move_agency", responses=_ANSWERS)
async def move_agency(
    agency_code: AgencyCode, body: schemas.MoveInput, perform: PerformDep
) -> schemas.ReorganisationView:
    """Put an agency, and all below it, below another one; everything stays with it."""
    return await perform(
        Move(
            agency_code=agency_code,
            day=body.effective_on,
            note=body.note,
            parent_code=body.parent_code,
        )
    )


@router.post("/merger", operation_id="merge_agencies", responses=_ANSWERS)
async def merge_agencies(
    agency_code: AgencyCode, body: schemas.MergerInput, perform: PerformDep
) -> schemas.ReorganisationView:
    """Let agencies end, and this one, new or not, take over from them."""
    state = body.agency
    wanted = None if state is None else state.agency(agency_code, body.effective_on)
    return await perform(
        Merger(
            agency_code=agency_code,
            day=body.effective_on,
            note=body.note,
            from_codes=(*body.from_codes,),
            wanted=wanted,
        )
    )


@router.post("/split", operation_id="split_agency", responses=_ANSWERS)
async def split_agency(
    agency_code: AgencyCode, body: schemas.SplitInput, perform: PerformDep
) -> schemas.ReorganisationView:
    """Let new agencies take over from this one, which ends or goes on beside them."""
    return await perform(
        Split(
            agency_code=agency_code,
            day=body.effective_on,
            note=body.note,
            parts=tuple(
                Part(
                    wanted=part.agency(part.agency_code, body.effective_on),
                    unit_codes=(*part.unit_codes,),
                )
                for part in body.parts
            ),
            goes_on=body.goes_on,
        )
    )


@router.post("/closure", operation_id="close_agency", responses=_ANSWERS)
async def close_agency(
    agency_code: AgencyCode, body: schemas.ClosureInput, perform: PerformDep
) -> schemas.ReorganisationView:
    """Let an agency end without a successor."""
    return await perform(Closure(agency_code=agency_code, day=body.effective_on, note=body.note))


@router.post("/withdrawal", operation_id="withdraw_reorganisation", responses=_ANSWERS)
async def withdraw_reorganisation(
    agency_code: AgencyCode, body: schemas.WithdrawalInput, perform: PerformDep
) -> schemas.ReorganisationView:
    """Take back a merger, split or closure whose day has not come."""
    return await perform(
        Withdrawal(
            agency_code=agency_code,
            day=body.effective_on,
            note=body.note,
            declared=body.operation,
        )
    )
