"""Campaigns: opened with all their assessments at once."""

from typing import Final

from fastapi import APIRouter, Response

from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.errors import FieldError, Invalid
from kit.languages import Text
from kit.web import (
    CursorQuery,
    IdempotentRoute,
    IfMatch,
    LimitQuery,
    Page,
    decode_cursor,
    etag,
    page_of,
)
from submission.agencies.api.roles import CHANGE, NOT_FOUND, Reader
from submission.agencies.usecases.check_reach import out_of_reach, root_of
from submission.campaigns.api import schemas
from submission.campaigns.api.roles import Coordinator
from submission.campaigns.domain.campaign import Campaign
from submission.campaigns.store import campaigns
from submission.campaigns.store.tables import CampaignRow
from submission.campaigns.usecases.choose_derivations import (
    DerivationsChoice,
    choose_derivations,
    unknown,
)
from submission.campaigns.usecases.open import Choice, open_campaign
from submission.editions.domain.period import parse_period

_JOBS: Final = "/api/v1/rederivations"  # of the scoring service

router = APIRouter(prefix="/api/v1/campaigns", tags=["campaigns"], route_class=IdempotentRoute)


@router.post(
    "",
    status_code=201,
    responses={
        409: {"description": "Such a campaign exists, or an agency takes part in another"},
        422: {"description": "Its parts do not fit together; every field is named"},
    },
)
async def post_campaign(
    body: schemas.CampaignInput, principal: Coordinator, session: SessionDep, response: Response
) -> schemas.CampaignView:
    """Open a campaign and an assessment of every agency that takes part, in one transaction."""
    period = parse_period(body.period)
    if period is None:
        raise Invalid(
            Text("Periode tidak dikenal.", "There is no such period."),
            errors=[FieldError("/period", Text("bukan periode", "is no period"))],
        )
    opened = Campaign(
        code=body.code,
        agency_code=body.under_code or root_of(principal),
        name=body.name,
        kind=body.kind,
        edition_code=body.edition_code,
        derivation_set_version=body.derivation_set_version,
        period=period,
    )
    choice = Choice(agency_codes=body.agency_codes, agency_kind=body.agency_kind)
    row = await open_campaign(session, opened, choice, principal, clock=SystemClock())
    response.headers["Location"] = f"{router.prefix}/{row.campaign_code}"
    response.headers["ETag"] = etag(row.revision)
    return _view(row)


@router.get("")
async def list_campaigns(
    principal: Reader,
    session: ReadSessionDep,
    *,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> Page[schemas.CampaignView]:
    """List the campaigns that one's own agency or one below it takes part in."""
    position = decode_cursor(cursor, str)
    rows = await campaigns.after(
        session,
        None if position is None else str(position[0]),
        root_code=root_of(principal),
        limit=limit + 1,
    )
    return page_of(rows, limit, item=_view, position=lambda row: (row.campaign_code,))


@router.get("/{campaign_code}", responses=NOT_FOUND)
async def read_campaign(
    campaign_code: schemas.CampaignCode,
    principal: Reader,
    session: ReadSessionDep,
    response: Response,
) -> schemas.CampaignView:
    """Read a campaign; its ETag is its revision."""
    row = await campaigns.find(session, campaign_code)
    if row is None:
        raise unknown(campaign_code)
    if not await campaigns.is_within(session, campaign_code, root_code=root_of(principal)):
        raise out_of_reach(campaign_code, pointer="path/campaign_code")
    response.headers["ETag"] = etag(row.revision)
    return _view(row)


@router.put(
    "/{campaign_code}",
    status_code=202,
    responses={
        **CHANGE,
        200: {"model": schemas.CampaignView, "description": "It had this set already"},
    },
)
async def put_campaign(
    campaign_code: schemas.CampaignCode,
    body: schemas.CampaignChange,
    principal: Coordinator,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.CampaignView:
    """Choose another derivation set of the edition; its scores follow in the background.

    `Location` names the job, which shows how far they have come.
    """
    choice = DerivationsChoice(
        campaign_code=campaign_code, version=body.derivation_set_version, if_match=if_match
    )
    row, changed = await choose_derivations(session, choice, principal, clock=SystemClock())
    response.status_code = 202 if changed else 200
    if row.rederivation_id is not None:
        response.headers["Location"] = f"{_JOBS}/{row.rederivation_id}"
    response.headers["ETag"] = etag(row.revision)
    return _view(row)


def _view(row: CampaignRow) -> schemas.CampaignView:
    return schemas.CampaignView.model_validate(row, from_attributes=True)
