"""The performance of an agency in a month or quarter: account, comments, closing."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, Page, PagingDep, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.assessments.api.schemas import AssessmentId
from submission.performance.api import schemas
from submission.performance.api.views import (
    account_in,
    account_view,
    comment_view,
    performance_view,
)
from submission.performance.store import accounts, closings
from submission.performance.usecases.close import close_period, reopen_period
from submission.performance.usecases.comment import Word, comment_on
from submission.performance.usecases.find import (
    Performance,
    find_performance,
    find_period,
    sees_drafts,
)
from submission.performance.usecases.write import write_account

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/performance",
    tags=["performance"],
    route_class=IdempotentRoute,
)

_NO_PERIOD: Final = {"description": "The campaign assesses no month and no quarter"}
_READ: Final[dict[int | str, dict[str, Any]]] = {**NOT_FOUND, 422: _NO_PERIOD}
_STEP: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    409: {
        "description": "Something is missing first (all of it is named, with the roles that can do"
        " it), or the account is another one now"
    },
    422: {"description": "It breaks a rule, or the campaign assesses no month and no quarter"},
}


@router.get("", operation_id="read_performance", responses=_READ)
async def read_performance(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.PerformanceView:
    """Read the newest account, where the period stands, and what closing still needs.

    Who writes it sees a draft, everybody else the newest account that is none. The ETag is the
    revision, "0" before the first.
    """
    found = await find_performance(session, assessment_id, principal, clock=SystemClock())
    return _shown(found, response)


@router.put(
    "",
    operation_id="put_performance",
    responses={**CHANGE, 409: {"description": "The period is closed; says who can reopen it"}},
)
async def put_performance(
    assessment_id: AssessmentId,
    body: schemas.AccountInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.PerformanceView:
    """Write activities, obstacles and the corrective plan, as a draft or for the leader.

    People of the assessed agency write it until the period is closed. Every version is kept; the
    same account again changes nothing.
    """
    with answering_outdated(if_match, _current):
        written = await write_account(
            session,
            assessment_id,
            account_in(body),
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return _shown(written, response)


@router.get("/history", operation_id="list_performance_history", responses=_READ)
async def list_performance_history(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.AccountView]:
    """List the versions of the account, newest first; drafts for who writes it only."""
    assessment = await find_period(session, assessment_id, principal)
    found = await accounts.before(
        session,
        assessment_id,
        paging.after(int),
        with_drafts=await sees_drafts(session, assessment, principal, clock=SystemClock()),
        limit=paging.limit + 1,
    )
    return paging.page(found, item=account_view, position=lambda each: each.revision)


@router.get("/comments", operation_id="list_performance_comments", responses=_READ)
async def list_performance_comments(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.CommentView]:
    """List what leaders said of the account, oldest first."""
    await find_period(session, assessment_id, principal)
    found = await closings.comments(
        session, assessment_id, after=paging.after(UUID), limit=paging.limit + 1
    )
    return paging.page(found, item=comment_view, position=lambda each: each.comment_id)


@router.post(
    "/comments",
    operation_id="comment_on_performance",
    status_code=201,
    responses={
        **_STEP,
        200: {"model": schemas.CommentView, "description": "You have said so already"},
    },
)
async def post_comment(
    assessment_id: AssessmentId,
    body: schemas.CommentInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.CommentView:
    """Say something of the account, as a leader of an agency above: of an indicator or the whole.

    Who acted for the assessed agency does not. The same word again changes nothing.
    """
    word = Word(assessment_id=assessment_id, **body.model_dump())
    said, is_new = await comment_on(session, word, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    return comment_view(said)


@router.post("/closing", operation_id="close_period", responses=_STEP)
async def post_closing(
    assessment_id: AssessmentId,
    body: schemas.PeriodClosingInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.PerformanceView:
    """Close the period, as a leader of an agency above. A closed period stays as it is.

    It has ended by the local date, its stages or its campaign are closed, the account is written
    and no draft waits, every obstacle has a corrective plan, and a leader has commented on this
    account.
    """
    closed = await close_period(
        session, assessment_id, body.revision, principal, clock=SystemClock()
    )
    return _shown(closed, response)


@router.post("/reopening", operation_id="reopen_period", responses=_STEP)
async def post_reopening(
    assessment_id: AssessmentId,
    body: schemas.PeriodReopeningInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.PerformanceView:
    """Open a closed period again, with a reason: another leader than who closed it.

    An open period stays as it is.
    """
    opened = await reopen_period(
        session, assessment_id, body.reason, principal, clock=SystemClock()
    )
    return _shown(opened, response)


def _shown(found: Performance, response: Response) -> schemas.PerformanceView:
    response.headers["ETag"] = etag(found.revision)
    return performance_view(found)


def _current(present: Performance) -> tuple[str, Any]:
    """Return the ETag and the body of the newest version."""
    return etag(present.revision), performance_view(present).model_dump(mode="json")
