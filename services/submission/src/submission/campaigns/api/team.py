"""The team of internal evaluators of a campaign, and which functions it lacks."""

from fastapi import APIRouter

from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.errors import missing
from kit.fields import TextView
from kit.web import IdempotentRoute
from rules.text import Text
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.api import schemas
from submission.campaigns.domain.team import (
    TeamMember,
    functions_of,
    missing_functions,
    name_of_function,
)
from submission.campaigns.store import team
from submission.campaigns.usecases.change_team import put_member, remove_member
from submission.campaigns.usecases.find import find_campaign
from submission.people import store as people
from submission.people.api.schemas import Subject

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/team", tags=["campaigns"], route_class=IdempotentRoute
)


@router.get("", operation_id="read_team", responses=NOT_FOUND)
async def read_team(
    campaign_code: schemas.CampaignCode, principal: PrincipalDep, session: ReadSessionDep
) -> schemas.TeamView:
    """Read the team, the functions that it needs, and those that nobody holds.

    Names are shown of people within reach.
    """
    kept = await find_campaign(session, campaign_code, principal)
    edition = kept.campaign.edition_code
    members = await team.of_campaign(session, campaign_code)
    lacking = missing_functions(edition, members)
    return schemas.TeamView(
        campaign_code=campaign_code,
        members=await _views(session, members, principal),
        required=[_function(code) for code in functions_of(edition)],
        missing=[_function(code) for code in lacking],
        is_complete=not lacking,
    )


@router.get("/{subject}", operation_id="read_team_member", responses=NOT_FOUND)
async def read_member(
    campaign_code: schemas.CampaignCode,
    subject: Subject,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.TeamMemberView:
    """Read a member of the team."""
    await find_campaign(session, campaign_code, principal)
    members = await team.of_campaign(session, campaign_code)
    found = [each for each in members if each.subject == subject]
    if not found:
        raise missing(
            "subject",
            Text(f"{subject} bukan anggota tim ini.", f"{subject} is no member of this team."),
        )
    (view,) = await _views(session, found, principal)
    return view


@router.put(
    "/{subject}",
    operation_id="put_team_member",
    responses={
        **NOT_FOUND,
        409: {"description": "The campaign is closed"},
        422: {"description": "The person is not known, or a function is none or taken"},
    },
)
async def put_team_member(
    campaign_code: schemas.CampaignCode,
    subject: Subject,
    body: schemas.TeamMemberInput,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.TeamMemberView:
    """Put a person into the team with their functions; exactly one member enters the data."""
    member = TeamMember(subject, tuple(body.functions))
    await put_member(session, campaign_code, member, principal, clock=SystemClock())
    (view,) = await _views(session, [member], principal)
    return view


@router.delete(
    "/{subject}",
    operation_id="remove_team_member",
    responses={**NOT_FOUND, 409: {"description": "The campaign is closed"}},
)
async def delete_member(
    campaign_code: schemas.CampaignCode,
    subject: Subject,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.TeamMemberView:
    """Take a member out of the team."""
    removed = await remove_member(session, campaign_code, subject, principal, clock=SystemClock())
    (view,) = await _views(session, [removed], principal)
    return view


async def _views(
    session: Session, members: list[TeamMember], principal: Principal
) -> list[schemas.TeamMemberView]:
    subjects = [member.subject for member in members]
    root = AGENCIES.root_of(principal)
    known = await people.within(session, subjects, root_code=root)
    views = []
    for member in members:
        person = known.get(member.subject)
        views.append(
            schemas.TeamMemberView(
                subject=member.subject,
                name=None if person is None else person.name,
                position=None if person is None else person.position,
                agency_code=None if person is None else person.agency_code,
                functions=[_function(code) for code in member.functions],
            )
        )
    return views


def _function(code: str) -> schemas.TeamFunctionView:
    return schemas.TeamFunctionView(
        function=code, name=TextView.model_validate(name_of_function(code))
    )
