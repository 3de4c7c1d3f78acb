"""The library of an agency: items of evidence, their versions, and who read them."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, Page, PagingDep, etag
from submission.agencies.api.responses import NOT_FOUND
from submission.evidence.api import schemas, views
from submission.evidence.store import items, reads
from submission.evidence.usecases.add import add_evidence, add_version
from submission.evidence.usecases.find import find_readable, library_of
from submission.evidence.usecases.read_content import check_owner

router = APIRouter(prefix="/api/v1/evidence", tags=["evidence"], route_class=IdempotentRoute)

_RULES: Final[dict[int | str, dict[str, Any]]] = {
    422: {
        "description": "You have not uploaded such a file, its name says something else than its"
        " content, or the dates are in the wrong order"
    },
}


@router.get("", operation_id="list_evidence", responses=NOT_FOUND)
async def list_evidence(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    asked: Annotated[schemas.EvidenceQuery, Query()],
    paging: PagingDep,
) -> Page[views.EvidenceView]:
    """List the evidence of your agency and of those below it, oldest first.

    `agency` may also be one that ended for yours: what it left is listed, read and linked.
    Of a confidential item it shows that it is there, and not its content.
    """
    found = await items.after(
        session,
        paging.after(UUID),
        root_code=await library_of(session, principal, asked.agency, pointer="query/agency"),
        wanted=asked.wanted(),
        limit=paging.limit + 1,
    )
    return paging.page(found, item=views.evidence_view, position=lambda each: each.evidence_id)


@router.post(
    "",
    operation_id="add_evidence",
    status_code=201,
    responses={
        **NOT_FOUND,
        **_RULES,
        200: {"model": views.EvidenceView, "description": "There is such an item already"},
    },
)
async def post_evidence(
    body: schemas.EvidenceInput, principal: PrincipalDep, session: SessionDep, response: Response
) -> views.EvidenceView:
    """Enter an item of evidence: a file that you have uploaded, an address, or a source's record.

    What is at an address is fetched within a minute, and compared every day. The same item again
    is answered with what there is.
    """
    item, is_new = await add_evidence(
        session,
        views.state_of(body),
        views.source_of(body.source),
        principal,
        agency_code=body.agency_code,
        clock=SystemClock(),
    )
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"{router.prefix}/{item.evidence_id}"
    response.headers["ETag"] = etag(item.revision)
    return views.evidence_view(item)


@router.get("/{evidence_id}", operation_id="read_evidence", responses=NOT_FOUND)
async def read_evidence(
    evidence_id: schemas.EvidenceId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> views.EvidenceView:
    """Read an item with its newest version; the ETag is its revision."""
    item = await find_readable(session, evidence_id, principal)
    response.headers["ETag"] = etag(item.revision)
    return views.evidence_view(item)


@router.get("/{evidence_id}/versions", operation_id="list_evidence_versions", responses=NOT_FOUND)
async def list_versions(
    evidence_id: schemas.EvidenceId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[views.VersionView]:
    """List the versions of an item, oldest first; none is ever removed."""
    item = await find_readable(session, evidence_id, principal)
    found = await items.versions_after(
        session, item.evidence_id, paging.after(int), limit=paging.limit + 1
    )
    return paging.page(found, item=views.version_view, position=lambda each: each.version)


@router.post(
    "/{evidence_id}/versions",
    operation_id="add_evidence_version",
    status_code=201,
    responses={
        **NOT_FOUND,
        **_RULES,
        200: {"model": views.EvidenceView, "description": "It is the newest version already"},
        409: {"description": "The item has as many versions as it can"},
    },
)
async def post_version(
    evidence_id: schemas.EvidenceId,
    body: schemas.VersionInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> views.EvidenceView:
    """Add a newer version to an item; the versions before stay as they are."""
    item, is_new = await add_version(
        session,
        evidence_id,
        views.source_of(body.source),
        principal,
        dates=views.dates_of(body),
        note=body.note,
        clock=SystemClock(),
    )
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = etag(item.revision)
    return views.evidence_view(item)


@router.get("/{evidence_id}/reads", operation_id="list_evidence_reads", responses=NOT_FOUND)
async def list_reads(
    evidence_id: schemas.EvidenceId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[views.ReadView]:
    """List who read the content of a confidential item, when and why, newest first.

    Only people of the agency that owns it read this.
    """
    item = await check_owner(session, evidence_id, principal)
    found = await reads.before(
        session, paging.after(UUID), evidence_id=item.evidence_id, limit=paging.limit + 1
    )
    return paging.page(found, item=views.read_view, position=lambda each: each.read_id)
