"""Read published results. The public may read them too."""

from typing import Final

from fastapi import APIRouter, Response

from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session
from kit.web import (
    MOST_NAMED,
    IfNoneMatch,
    Page,
    PagingDep,
    etag,
    is_current,
    unknown_code,
)
from scoring.results import store
from scoring.results.api import schemas, views
from scoring.results.store import StoredResult
from scoring.results.usecases.find import find_result, find_results
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.filters import check_campaign
from scoring.state.api.parameters import AssessmentId, CodeQuery
from scoring.state.api.responses import NOT_FOUND
from scoring.state.store import agency as agency_store
from scoring.state.usecases.check_reach import AGENCIES

router = APIRouter(prefix="/api/v1/results", tags=["results"], route_class=AddressedRoute)

ZIP: Final = "application/zip"
BINARY: Final = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
_NEWEST: Final = 2**62


class ZipResponse(Response):
    """A ZIP archive."""

    media_type = ZIP


@router.get("", operation_id="list_results", responses=NOT_FOUND)
async def list_results(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    campaign: CodeQuery = None,
    agency: CodeQuery = None,
    paging: PagingDep,
) -> Page[schemas.ResultItem]:
    """List published results, newest first."""
    await _check_campaign(session, principal, campaign)
    found = await find_results(
        session,
        principal,
        before=paging.after(int) or _NEWEST,
        agency_code=agency,
        campaign_code=campaign,
        limit=paging.limit + 1,
    )
    lives = await agency_store.lives(session, {each.agency_code for each in found})
    now = SystemClock().now()
    return paging.page(
        found,
        item=lambda stored: views.item(stored, lives.get(stored.agency_code), now),
        position=lambda stored: stored.sequence,
    )


@router.get("/{assessment_id}/{revision}", operation_id="read_result", responses=NOT_FOUND)
async def read_result(
    assessment_id: AssessmentId,
    revision: schemas.ResultRevision,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.ResultView:
    """Read a published result."""
    found = await find_result(session, assessment_id, revision, principal)
    lives = await agency_store.lives(session, [found.agency_code])
    return views.result(found, lives.get(found.agency_code), SystemClock().now())


@router.get(
    "/{assessment_id}/{revision}/package",
    operation_id="read_result_package",
    response_class=ZipResponse,
    response_model=bytes,
    responses={**NOT_FOUND, 200: {"content": {ZIP: BINARY}}},
)
async def read_package(
    assessment_id: AssessmentId,
    revision: schemas.ResultRevision,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read the package for the ministry: the same bytes every time."""
    AGENCIES.root_of(principal)  # it names people, so the public may not read it
    stored = await find_result(session, assessment_id, revision, principal)
    headers = {
        "ETag": etag(stored.result_hash),
        "Content-Disposition": f'attachment; filename="{_file_name(stored)}"',
    }
    if is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return ZipResponse(await store.package(session, assessment_id, revision), headers=headers)


async def _check_campaign(session: Session, principal: Principal, code: str | None) -> None:
    """Check that there is such a campaign. The public sees only campaigns with results."""
    root = AGENCIES.root_or_everything(principal, role="public")
    if root is not None:
        await check_campaign(session, code, root_code=root)
    elif code is not None and not await store.are_there(session, campaign_code=code):
        known = await store.campaigns(session, limit=MOST_NAMED)
        raise unknown_code("campaign", code, known)


def _file_name(stored: StoredResult) -> str:
    return f"tolok-{stored.assessment_id}-{stored.revision}.zip"
