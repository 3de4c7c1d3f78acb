"""Campaigns: opened together with all their assessments."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.errors import Invalid
from kit.fields import TextView
from kit.web import (
    IdempotentRoute,
    IfMatch,
    Page,
    PagingDep,
    etag,
    seen_revisions,
)
from rules.period import Period, parse_period
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.agencies.usecases.find_chain import find_chain
from submission.campaigns.api import schemas
from submission.campaigns.api.views import campaign_view, plan_view
from submission.campaigns.domain.campaign import (
    Asked,
    Campaign,
    KeptCampaign,
    Participants,
    set_note,
)
from submission.campaigns.store import campaigns
from submission.campaigns.usecases.choose_derivations import (
    DerivationsChoice,
    choose_derivations,
)
from submission.campaigns.usecases.find import find_campaign
from submission.campaigns.usecases.open import open_campaign

_JOBS: Final = "/api/v1/rederivations"  # of the scoring service

router = APIRouter(prefix="/api/v1/campaigns", tags=["campaigns"], route_class=IdempotentRoute)


@router.post(
    "",
    operation_id="open_campaign",
    status_code=201,
    responses={
        404: {"description": "The agency that it is opened for, or those below, is not there"},
        409: {"description": "Such a campaign exists, or an agency takes part in another"},
        422: {"description": "Its parts do not fit together; every field is named"},
    },
)
async def post_campaign(
    body: schemas.CampaignInput, principal: PrincipalDep, session: SessionDep, response: Response
) -> schemas.OpenedCampaignView:
    """Open a campaign and an assessment of every agency that takes part, or only plan it."""
    wanted = Campaign(
        code=body.code,
        agency_code=body.under_code or AGENCIES.root_of(principal),
        name=body.name,
        kind=body.kind or "evaluation",
        edition_code=body.edition_code,
        derivation_set_version=body.derivation_set_version,
        period=_period(body.period),
    )
    participants = Participants(agency_codes=body.agency_codes, agency_kind=body.agency_kind)
    opened, choice = await open_campaign(
        session,
        wanted,
        participants,
        principal,
        asked=Asked(
            says_set="derivation_set_version" in body.model_fields_set,
            says_kind=body.kind is not None,
            planned=body.planned,
        ),
        clock=SystemClock(),
    )
    response.headers["Location"] = f"{router.prefix}/{opened.campaign.code}"
    response.headers["ETag"] = etag(opened.revision)
    note = set_note(choice, opened.campaign)
    shown = await plan_view(session, opened, clock=SystemClock())
    return schemas.OpenedCampaignView(
        **shown.model_dump(),
        derivation_set_choice=choice,
        derivation_set_note=TextView.model_validate(note),
    )


@router.get("", operation_id="list_campaigns")
async def list_campaigns(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    rederivation: Annotated[
        UUID | None,
        Query(
            description="Only the campaign whose newest change of the derivation set is this job",
            examples=["01a20201-b2c4-7a10-93c2-5f0f6f1f7d11"],
        ),
    ] = None,
    paging: PagingDep,
) -> Page[schemas.CampaignView]:
    """List the campaigns in which your agency or one below it takes part.

    Those in which your unit is responsible for something are listed too.
    """
    root = AGENCIES.root_of(principal)
    found = await campaigns.after(
        session,
        paging.after(str),
        root_code=root,
        chain=await find_chain(session, root, clock=SystemClock()),
        rederivation_id=rederivation,
        limit=paging.limit + 1,
    )
    return paging.page(found, item=campaign_view, position=lambda opened: opened.campaign.code)


@router.get("/{campaign_code}", operation_id="read_campaign", responses=NOT_FOUND)
async def read_campaign(
    campaign_code: schemas.CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.PlanView:
    """Read a campaign; its ETag is its revision."""
    found = await find_campaign(session, campaign_code, principal, for_answering=SystemClock())
    response.headers["ETag"] = etag(found.revision)
    return await plan_view(session, found, clock=SystemClock())


@router.put(
    "/{campaign_code}",
    operation_id="change_campaign",
    status_code=202,
    responses={
        **CHANGE,
        200: {
            "model": schemas.CampaignView,
            "description": "It has this set already, or is planned",
        },
    },
)
async def put_campaign(
    campaign_code: schemas.CampaignCode,
    body: schemas.CampaignChange,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.CampaignView:
    """Choose another derivation set of the edition; its scores follow in the background.

    `Location` names the job, which shows how far they have come.
    """
    choice = DerivationsChoice(
        campaign_code=campaign_code,
        version=body.derivation_set_version,
        seen=seen_revisions(if_match),
    )
    with answering_outdated(if_match, _current):
        kept, changed = await choose_derivations(session, choice, principal, clock=SystemClock())
    response.status_code = 202 if changed and kept.state == "open" else 200
    if kept.rederivation_id is not None:
        response.headers["Location"] = f"{_JOBS}/{kept.rederivation_id}"
    response.headers["ETag"] = etag(kept.revision)
    return campaign_view(kept)


def _current(present: KeptCampaign) -> tuple[str, Any]:
    """Return the ETag and the body of the present state."""
    return etag(present.revision), campaign_view(present).model_dump(mode="json")


def _period(written: str) -> Period:
    try:
        return parse_period(written)
    except ValueError as error:
        raise Invalid(
            Text("Periode tidak dikenal.", "There is no such period."),
            errors=[Refusal("/period", Text("bukan periode", "is no period"))],
        ) from error
