"""Correct a report."""

from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies import store as agencies
from submission.campaigns.domain.stage_state import Act
from submission.people.usecases.find import check_employed
from submission.reports import store
from submission.reports.domain import KeptReport, Report
from submission.reports.usecases.enter import check_sound, number_taken
from submission.reports.usecases.find import find_report


async def change_report(
    session: Session,
    report_id: UUID,
    report: Report,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> KeptReport:
    """Return the report as it is now. The same state again changes nothing.

    Raises:
        NotFound: There is no such report within reach, or no such agency.
        OutdatedChange: It does not start from the present state.
        Forbidden, Unprocessable, Conflict: See `enter_report`.
    """
    await check_employed(session, principal.subject, clock=clock)
    await agencies.lock_tree(session)
    kept = await find_report(session, report_id, principal, lock=True)
    if is_repeated(seen, kept, is_same=kept.report == report):
        return kept
    if report.agency_code != kept.report.agency_code:
        # Its recommendations are for that agency and those below it.
        refuse([Refusal("/agency_code", Text("tidak dapat diubah", "cannot be changed"))])
    await check_sound(session, report, principal, clock=clock)
    other = (await store.by_key(session, [report.key])).get(report.key)
    if other is not None and other.report_id != report_id:
        raise number_taken(other)
    act = Act(principal.subject, clock.now())
    changed = replace(kept, report=report, revision=kept.revision + 1, written=act)
    await store.save(session, changed)
    return changed
