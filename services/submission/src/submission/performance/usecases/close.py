"""Close a period, and open it again."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.usecases.check_open_for_decisions import lacking
from submission.campaigns.store import assessments
from submission.people.usecases.find import check_employed
from submission.performance.domain.closing import Passage
from submission.performance.store import closings
from submission.performance.usecases.check_leader import check_leader
from submission.performance.usecases.comment import check_seen_account
from submission.performance.usecases.find import Performance, find_period, performance_of


async def close_period(
    session: Session, assessment_id: UUID, revision: int, principal: Principal, *, clock: Clock
) -> Performance:
    """Return the performance of the closed period. A closed one stays as it is.

    `revision`: of the account that was read.

    Raises:
        NotFound, Unprocessable: See `find_period`.
        Forbidden: See `check_employed` and `check_leader`.
        Conflict: Something is missing first, or the account is another one now.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_period(session, assessment_id, principal, lock=True)
    role = await check_leader(session, assessment, principal)
    present = await performance_of(session, assessment, principal, clock=clock)
    if present.state == "closed":
        check_seen_account(present, revision)
        return present
    if present.missing:
        raise lacking(present.missing, pointer="assessment_id", state=present.state)
    check_seen_account(present, revision)
    passage = Passage(
        number=len(present.passages) + 1,
        step="closed",
        revision=revision,
        reason="",
        role=role,
        done_by=principal.subject,
        done_at=clock.now(),
    )
    await closings.add_passage(session, assessment_id, passage)
    await assessments.close_period(session, assessment_id, at=passage.done_at)
    return await performance_of(session, assessment, principal, clock=clock)


async def reopen_period(
    session: Session, assessment_id: UUID, reason: str, principal: Principal, *, clock: Clock
) -> Performance:
    """Return the performance of the period, open again. An open one stays as it is.

    Raises:
        NotFound, Unprocessable: See `find_period`.
        Forbidden: See `check_employed` and `check_leader`; or they closed it themselves.
        Conflict: It was never closed.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_period(session, assessment_id, principal, lock=True)
    role = await check_leader(session, assessment, principal)
    present = await performance_of(session, assessment, principal, clock=clock)
    if not present.passages:
        raise _never_closed(assessment.period)
    newest = present.passages[-1]
    if newest.step == "reopened":
        return present
    if newest.done_by == principal.subject:
        raise _closed_it(assessment.period)
    passage = Passage(
        number=len(present.passages) + 1,
        step="reopened",
        revision=newest.revision,
        reason=reason,
        role=role,
        done_by=principal.subject,
        done_at=clock.now(),
    )
    await closings.add_passage(session, assessment_id, passage)
    await assessments.close_period(session, assessment_id, at=None)
    return await performance_of(session, assessment, principal, clock=clock)


def _closed_it(period: str) -> Forbidden:
    told = Text("memerlukan orang kedua", "needs a second person")
    return Forbidden(
        Text(
            f"Anda sendiri yang menutup periode {period}; yang membukanya kembali adalah pimpinan"
            " lain dari instansi di atas instansi yang dinilai.",
            f"You closed the period {period} yourself; another leader of an agency above the"
            " assessed one opens it again.",
        ),
        errors=[Refusal("assessment_id", told)],
    )


def _never_closed(period: str) -> Conflict:
    told = Text("belum pernah ditutup", "was never closed")
    return Conflict(
        Text(f"Periode {period} {told.id}.", f"The period {period} {told.en}."),
        errors=[Refusal("assessment_id", told)],
    )
