"""Make a calendar, change one, or remove one."""

from datetime import datetime

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from rules.refusal import Refusal
from rules.revision import OutdatedChange, SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import check_reach
from submission.agencies.usecases.save_change import Start
from submission.calendars import store
from submission.calendars.domain import (
    PERIODS,
    Calendar,
    KeptCalendar,
    check_calendar,
    months_left_out,
    next_moment,
    no_rule,
    no_such_day,
    wrong_parts,
)
from submission.calendars.usecases.find import find_calendar, is_reached, unknown
from submission.editions import store as editions
from submission.people.usecases.find import check_employed


class CalendarExists(Exception):
    """The calendar was to be new, and is not."""

    def __init__(self, present: KeptCalendar) -> None:
        super().__init__("the calendar exists")
        self.present = present


async def change_calendar(
    session: Session, wanted: Calendar, start: Start, principal: Principal, *, clock: Clock
) -> tuple[KeptCalendar, bool]:
    """Return the calendar as it is now, and whether it is new. The same again changes nothing.

    Its moments count from now on; one that is due and not handled yet stays due.

    Raises:
        NotFound: The agency, or the calendar that the writer has seen, is not within reach.
        Forbidden: See `check_employed`.
        Conflict: It is to be new, and its code is taken out of reach.
        CalendarExists: It was to be new.
        OutdatedChange: The change does not start from the present state.
        Unprocessable: The rule names no moment, or the edition is not of such periods.
    """
    await _check_writer(session, wanted, principal, clock=clock)
    kept = await store.find(session, wanted.code, lock=True)
    present = kept if kept and await is_reached(session, kept, principal) else None
    if present is None:
        _require_absence(wanted, start)
    elif start.must_be_new:
        raise CalendarExists(present)
    elif is_repeated(start.seen, present, is_same=present.calendar == wanted):
        return present, False
    edition = await editions.find(session, wanted.edition_code)
    offered = await editions.offered(session, PERIODS[wanted.kind])
    refuse(check_calendar(wanted, edition, offered))
    now = clock.now()
    next_run = await _next_run(session, wanted, present, now)
    if kept is not None and present is None:
        raise _taken(wanted.code)
    changed = KeptCalendar(
        calendar=wanted,
        next_run_at=next_run,
        revision=1 if present is None else present.revision + 1,
        changed_at=now,
        last_campaign_code=None if present is None else present.last_campaign_code,
    )
    await store.save(session, changed, changed_by=principal.subject)
    return changed, present is None


async def remove_calendar(
    session: Session,
    code: str,
    seen: SeenRevisions | None,
    principal: Principal,
    *,
    clock: Clock,
) -> KeptCalendar:
    """Return the calendar that was removed; the campaigns that it opened stay, and close.

    Raises:
        NotFound: There is no such calendar within reach.
        Forbidden: See `check_employed`.
        OutdatedChange: It does not start from the present state.
    """
    present = await find_calendar(session, code, principal, lock=True)
    await check_employed(session, principal.subject, clock=clock)
    is_repeated(seen, present, is_same=False)
    await store.remove(session, code)
    return present


async def _check_writer(
    session: Session, wanted: Calendar, principal: Principal, *, clock: Clock
) -> None:
    await check_reach(session, principal, wanted.agency_code, pointer="/agency_code")
    await check_employed(session, principal.subject, clock=clock)


async def _next_run(
    session: Session, wanted: Calendar, present: KeptCalendar | None, now: datetime
) -> datetime | None:
    refuse(wrong_parts(wanted.rule))
    due = None if present is None else present.next_run_at
    start = now if due is None else min(due, now)
    zone = await agencies.time_zone(session, wanted.agency_code)
    try:
        found = next_moment(wanted.rule, start, zone, inclusive=True)
    except ValueError:
        found = None
    if found is None:
        refuse([no_rule()])
    if months := months_left_out(wanted.rule):
        refuse([no_such_day(months)])
    return found


def _require_absence(wanted: Calendar, start: Start) -> None:
    if start.seen is not None:
        raise unknown(wanted.code)
    if not start.must_be_new:
        raise OutdatedChange(None)


def _taken(code: str) -> Conflict:
    return Conflict(
        Text(
            f"Kode {code} sudah dipakai. Pilih kode lain.",
            f"The code {code} is taken. Choose another one.",
        ),
        errors=[Refusal("calendar_code", Text("sudah dipakai", "is taken"))],
    )
