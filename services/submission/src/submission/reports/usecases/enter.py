"""Enter a report. A number comes once from a kind of office to an agency."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import check_reach
from submission.campaigns.domain.stage_state import Act
from submission.people.usecases.find import check_employed
from submission.reports import store
from submission.reports.domain import KeptReport, Report, check_report
from submission.reports.usecases.check_evidence import check_evidence


async def enter_report(
    session: Session, report: Report, principal: Principal, *, clock: Clock
) -> tuple[KeptReport, bool]:
    """Return the report, and whether it is new. The same report again changes nothing.

    Raises:
        NotFound: The agency is not within reach.
        Forbidden: The time of the person has ended.
        Unprocessable: It breaks a rule.
        Conflict: Its number is that of a report that says something else.
    """
    await check_employed(session, principal.subject, clock=clock)
    await check_sound(session, report, principal, clock=clock)
    await agencies.lock_tree(session)  # of two that enter one number at once, the second sees it
    present = (await store.by_key(session, [report.key])).get(report.key)
    if present is not None:
        if present.report == report:
            return present, False
        raise number_taken(present)
    return await add_report(session, report, principal, clock=clock), True


async def add_report(
    session: Session, report: Report, principal: Principal, *, clock: Clock
) -> KeptReport:
    """Store a new report that was checked."""
    kept = KeptReport(
        report_id=new_id(),
        report=report,
        revision=1,
        written=Act(principal.subject, clock.now()),
    )
    await store.save(session, kept)
    return kept


def number_taken(present: KeptReport) -> Conflict:
    """Return the error for a number that another report has."""
    number = present.report.number
    return Conflict(
        Text(
            f"Surat nomor {number} sudah dicatat dengan isi lain. Ubah surat itu.",
            f"The report {number} is entered already and says something else. Change that one.",
        ),
        errors=[Refusal("/number", Text("sudah dicatat", "is entered already"))],
        extra={"report_id": str(present.report_id)},
    )


async def check_sound(
    session: Session, report: Report, principal: Principal, *, clock: Clock
) -> None:
    """Check what a report says, and that its agency is within reach.

    Raises:
        NotFound, Forbidden, Unprocessable: See `enter_report`.
    """
    code = report.agency_code
    await check_reach(session, principal, code, pointer="/agency_code")
    zone = await agencies.time_zone(session, code)
    refuse(check_report(report, today=today_in(zone, clock.now())))
    named = {} if report.evidence_id is None else {"/evidence_id": report.evidence_id}
    await check_evidence(session, named, principal)
