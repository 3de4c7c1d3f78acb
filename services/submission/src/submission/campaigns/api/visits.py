"""Which indicators of a campaign need a visit."""

from typing import Any

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.web import IdempotentRoute, IfMatch, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.campaigns.api import schemas
from submission.campaigns.api.views import campaign_view
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.store import visits
from submission.campaigns.usecases.find import find_campaign
from submission.campaigns.usecases.plan_stages import set_visits

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/visits",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)


@router.get("", operation_id="read_campaign_visits", responses=NOT_FOUND)
async def read_visits(
    campaign_code: schemas.CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.VisitsView:
    """Read which indicators need a visit; the ETag is the campaign's."""
    kept = await find_campaign(session, campaign_code, principal)
    return await _shown(session, kept, response)


@router.put(
    "",
    operation_id="put_campaign_visits",
    responses={
        **CHANGE,
        409: {
            "description": "The campaign is closed, or the last stage of an assessment that was"
            " not visited"
        },
    },
)
async def put_visits(
    campaign_code: schemas.CampaignCode,
    body: schemas.VisitsInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.VisitsView:
    """Say which indicators need a visit (`If-Match`: the campaign's ETag).

    At the stage of visits nobody decides their level before signed observation minutes name them,
    and the stage is not skipped while there are any. Later it is made up for at the review; once
    that is closed for an agency, no visit is added. An open campaign requires a reason.
    """
    with answering_outdated(if_match, _current):
        kept = await set_visits(
            session,
            campaign_code,
            body.indicator_codes,
            principal,
            reason=body.reason,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return await _shown(session, kept, response)


async def _shown(session: Session, kept: KeptCampaign, response: Response) -> schemas.VisitsView:
    response.headers["ETag"] = etag(kept.revision)
    code = kept.campaign.code
    return schemas.VisitsView(
        campaign_code=code,
        indicator_codes=await visits.of_campaign(session, code),
        revision=kept.revision,
    )


def _current(present: KeptCampaign) -> tuple[str, Any]:
    """Return the ETag and the body of the present state."""
    return etag(present.revision), campaign_view(present).model_dump(mode="json")
