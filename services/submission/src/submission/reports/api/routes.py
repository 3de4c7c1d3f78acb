"""Reports: entered one by one, changed, and listed."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, Page, PagingDep, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.reports import store
from submission.reports.api import schemas
from submission.reports.domain import KeptReport
from submission.reports.usecases.change import change_report
from submission.reports.usecases.enter import enter_report
from submission.reports.usecases.find import find_report

router = APIRouter(prefix="/api/v1/reports", tags=["reports"], route_class=IdempotentRoute)

_TAKEN: dict[int | str, dict[str, Any]] = {
    409: {"description": "A report with this number says something else; it is named"}
}


@router.get("", operation_id="list_reports", responses=NOT_FOUND)
async def list_reports(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    agency: schemas.AgencyQuery = None,
    author_kind: schemas.AuthorKindQuery = None,
    paging: PagingDep,
) -> Page[schemas.ReportView]:
    """List the letters and reports that came to your agency and those below it."""
    if agency is not None:
        await check_reach(session, principal, agency, pointer="query/agency")
    found = await store.after(
        session,
        paging.after(UUID),
        root_code=AGENCIES.root_of(principal),
        agency_code=agency,
        author_kind=author_kind,
        limit=paging.limit + 1,
    )
    return paging.page(found, item=schemas.ReportView.of, position=lambda kept: kept.report_id)


@router.post(
    "",
    operation_id="enter_report",
    status_code=201,
    responses={
        **NOT_FOUND,
        **_TAKEN,
        200: {"model": schemas.ReportView, "description": "It is entered already"},
        422: {"description": "It breaks a rule; every field is named"},
    },
)
async def post_report(
    body: schemas.ReportInput, principal: PrincipalDep, session: SessionDep, response: Response
) -> schemas.ReportView:
    """Enter a letter or report that came from outside. The same again changes nothing."""
    kept, is_new = await enter_report(session, body.report(), principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/api/v1/reports/{kept.report_id}"
    return _shown(kept, response)


@router.get("/{report_id}", operation_id="read_report", responses=NOT_FOUND)
async def read_report(
    report_id: schemas.ReportId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.ReportView:
    """Read a report; its ETag is its revision."""
    return _shown(await find_report(session, report_id, principal), response)


@router.put("/{report_id}", operation_id="put_report", responses={**CHANGE, **_TAKEN})
async def put_report(
    report_id: schemas.ReportId,
    body: schemas.ReportInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.ReportView:
    """Correct a report (If-Match). The same state again changes nothing."""
    with answering_outdated(if_match, _current):
        kept = await change_report(
            session,
            report_id,
            body.report(),
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return _shown(kept, response)


def _shown(kept: KeptReport, response: Response) -> schemas.ReportView:
    response.headers["ETag"] = etag(kept.revision)
    return schemas.ReportView.of(kept)


def _current(present: KeptReport) -> tuple[str, Any]:
    """Return the ETag and the body of the present state."""
    return etag(present.revision), schemas.ReportView.of(present).model_dump(mode="json")
