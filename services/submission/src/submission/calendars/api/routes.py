"""Calendars: campaigns of months and quarters that open and close by themselves."""

from fractions import Fraction
from typing import Any

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.fields import TextView
from kit.web import (
    IdempotentRoute,
    IfMatch,
    IfNoneMatch,
    Page,
    PagingDep,
    etag,
    seen_revisions,
)
from rules.exact import text_of
from rules.text import Text
from submission.agencies.api.outdated import ExistsAlready, answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.agencies.usecases.save_change import Start
from submission.calendars import store
from submission.calendars.api import schemas
from submission.calendars.domain import Calendar, KeptCalendar
from submission.calendars.usecases.change import (
    CalendarExists,
    change_calendar,
    remove_calendar,
)
from submission.calendars.usecases.find import find_calendar

router = APIRouter(prefix="/api/v1/calendars", tags=["campaigns"], route_class=IdempotentRoute)


@router.get("", operation_id="list_calendars")
async def list_calendars(
    principal: PrincipalDep, session: ReadSessionDep, *, paging: PagingDep
) -> Page[schemas.CalendarView]:
    """List the calendars of your agency and of those below it."""
    found = await store.after(
        session,
        paging.after(str),
        root_code=AGENCIES.root_of(principal),
        limit=paging.limit + 1,
    )
    return paging.page(found, item=_view, position=lambda kept: kept.calendar.code)


@router.get("/{calendar_code}", operation_id="read_calendar", responses=NOT_FOUND)
async def read_calendar(
    calendar_code: schemas.CalendarCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.CalendarView:
    """Read a calendar, its next moment, and why that could not be handled; ETag: its revision."""
    found = await find_calendar(session, calendar_code, principal)
    response.headers["ETag"] = etag(found.revision)
    return _view(found)


@router.put(
    "/{calendar_code}",
    operation_id="put_calendar",
    responses={
        **CHANGE,
        201: {"model": schemas.CalendarView, "description": "It is new"},
        409: {"description": "The code is taken"},
    },
)
async def put_calendar(
    calendar_code: schemas.CalendarCode,
    body: schemas.CalendarInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> schemas.CalendarView:
    """Make a calendar (If-None-Match: *) or give one its new state (If-Match).

    Its moments count from now on, in the zone of its agency; those that the worker misses are
    handled later, and none opens a period that lies ahead.
    """
    told = body.model_dump() | {"days_open": Fraction(body.days_open)}
    wanted = Calendar(code=calendar_code, **told)
    start = Start(must_be_new=if_none_match == "*", seen=seen_revisions(if_match))
    try:
        with answering_outdated(if_match, _current):
            kept, is_new = await change_calendar(
                session, wanted, start, principal, clock=SystemClock()
            )
    except CalendarExists as error:
        raise _not_new(error.present) from error
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = etag(kept.revision)
    return _view(kept)


@router.delete("/{calendar_code}", operation_id="remove_calendar", responses=CHANGE)
async def delete_calendar(
    calendar_code: schemas.CalendarCode,
    principal: PrincipalDep,
    session: SessionDep,
    *,
    if_match: IfMatch = None,
) -> schemas.CalendarView:
    """Remove a calendar; the campaigns that it opened stay, and close by their deadlines."""
    with answering_outdated(if_match, _current):
        removed = await remove_calendar(
            session, calendar_code, seen_revisions(if_match), principal, clock=SystemClock()
        )
    return _view(removed)


def _view(kept: KeptCalendar) -> schemas.CalendarView:
    calendar = kept.calendar
    return schemas.CalendarView(
        calendar_code=calendar.code,
        agency_code=calendar.agency_code,
        name=calendar.name,
        kind=calendar.kind,
        edition_code=calendar.edition_code,
        agency_kind=calendar.agency_kind,
        rule=calendar.rule,
        periods_back=calendar.periods_back,
        days_open=text_of(calendar.days_open),
        next_run_at=kept.next_run_at,
        last_campaign_code=kept.last_campaign_code,
        refusal=None if kept.refusal is None else TextView.model_validate(kept.refusal),
        revision=kept.revision,
        changed_at=kept.changed_at,
    )


def _current(present: KeptCalendar | None) -> tuple[str, Any]:
    """Return the ETag and the body of the present state; both empty without a calendar."""
    if present is None:
        return "", None
    return etag(present.revision), _view(present).model_dump(mode="json")


def _not_new(present: KeptCalendar) -> ExistsAlready:
    code = present.calendar.code
    told = Text(f"Kalender {code} sudah ada.", f"The calendar {code} exists already.")
    return ExistsAlready(told, *_current(present))
