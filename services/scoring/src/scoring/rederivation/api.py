"""Rederivations: campaigns that chose another derivation set, and how far their scores have come.

The job of a change that the submission service accepted; it is done in the background.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from kit.auth import PrincipalDep
from kit.database import ReadSessionDep
from kit.fields import ONE_LINE, Id
from kit.web import Page, PagingDep
from scoring.rederivation.domain import Rederivation
from scoring.rederivation.usecases.find import find_rederivation, find_rederivations
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.filters import check_campaign
from scoring.state.api.responses import NOT_FOUND
from scoring.state.usecases.check_reach import AGENCIES

router = APIRouter(prefix="/api/v1/rederivations", tags=["scores"], route_class=AddressedRoute)

RederivationId = Annotated[Id, Path(examples=["01a20201-b2c4-7a10-93c2-5f0f6f1f7d11"])]


class RederivationView(BaseModel):
    """A campaign's choice of another derivation set, and how many assessments have followed.

    An assessment goes over to the new set at once and as a whole; until then it stands on the one
    before. `finished_at` is when the last one followed.
    """

    rederivation_id: UUID
    campaign_code: str
    edition_code: str
    derivation_set_version: int
    chosen_by: str
    chosen_at: datetime
    status: Literal["running", "finished"]
    assessment_count: int
    done_count: int
    finished_at: datetime | None


@router.get("", operation_id="list_rederivations")
async def list_rederivations(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    campaign: Annotated[Annotated[str, ONE_LINE] | None, Query(max_length=100)] = None,
    paging: PagingDep,
) -> Page[RederivationView]:
    """List rederivations of campaigns that one's own agency or one below it takes part in.

    The newest comes first.
    """
    await check_campaign(session, campaign, root_code=AGENCIES.root_of(principal))
    found = await find_rederivations(
        session,
        principal,
        position=paging.after(UUID),
        campaign_code=campaign,
        limit=paging.limit + 1,
    )
    return paging.page(found, item=_view, position=lambda row: row.rederivation_id)


@router.get("/{rederivation_id}", operation_id="read_rederivation", responses=NOT_FOUND)
async def read_rederivation(
    rederivation_id: RederivationId, principal: PrincipalDep, session: ReadSessionDep
) -> RederivationView:
    """Read how far a rederivation has come. It appears within a moment after its choice."""
    return _view(await find_rederivation(session, rederivation_id, principal))


def _view(found: Rederivation) -> RederivationView:
    finished = found.done_count >= found.assessment_count
    return RederivationView(
        rederivation_id=found.rederivation_id,
        campaign_code=found.campaign_code,
        edition_code=found.edition_code,
        derivation_set_version=found.derivation_set_version,
        chosen_by=found.chosen_by,
        chosen_at=found.chosen_at,
        status="finished" if finished else "running",
        assessment_count=found.assessment_count,
        done_count=found.done_count,
        finished_at=found.last_at if finished else None,
    )
