"""Write what the agency tells of its work; every version is kept."""

from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from rules.period import parse_period
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.assessments.domain.open_for_decisions import either
from submission.assessments.usecases.check_answering import check_assessed
from submission.assessments.usecases.check_assessor import act_for_agency
from submission.campaigns.domain.stage_state import Act
from submission.editions import store as editions
from submission.people.usecases.find import check_employed
from submission.performance.domain.account import UNWRITTEN, Account, KeptAccount, check_account
from submission.performance.domain.closing import LEADERS
from submission.performance.store import accounts
from submission.performance.usecases.find import Performance, find_period, performance_of

_NOT_YOURS: Final = Text(
    "Laporan kinerja ditulis oleh orang dari instansi yang dinilai.",
    "People of the assessed agency write the account of its work.",
)


async def write_account(
    session: Session,
    assessment_id: UUID,
    account: Account,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> Performance:
    """Return the performance with this account. The same account again changes nothing.

    Raises:
        NotFound: There is no such assessment within reach.
        Forbidden: They are of another agency, judged this one, or their time is over.
        Unprocessable: The account breaks a rule, or the campaign has none.
        OutdatedChange: It does not start from the newest version.
        Conflict: The period is closed.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_period(session, assessment_id, principal, lock=True)
    await check_assessed(session, principal, assessment, _NOT_YOURS, clock=clock)
    edition = await editions.find(session, assessment.edition_code)
    if edition is None:
        raise LookupError(f"the edition {assessment.edition_code} of an assessment is not known")
    refuse(check_account(account, edition, parse_period(assessment.period)))
    present = await performance_of(session, assessment, principal, clock=clock)
    is_same = present.revision != UNWRITTEN and present.shown.account == account
    if is_repeated(seen, present, is_same=is_same, first=UNWRITTEN):
        return present
    if present.state == "closed":
        raise closed(present)
    await act_for_agency(session, assessment, principal)
    written = KeptAccount(
        assessment_id=assessment_id,
        account=account,
        revision=present.revision + 1,
        written=Act(principal.subject, clock.now()),
    )
    await accounts.add(session, written)
    return await performance_of(session, assessment, principal, clock=clock)


def closed(present: Performance) -> Conflict:
    """Return the refusal of anything about a closed period; it says who can open it again."""
    code = present.assessment.period
    roles = either(LEADERS)
    return Conflict(
        Text(
            f"Periode {code} sudah ditutup; dapat dibuka kembali dengan alasan oleh peran"
            f" {roles.id} dari instansi di atasnya.",
            f"The period {code} is closed; the role {roles.en} of an agency above can open it"
            " again with a reason.",
        ),
        errors=[Refusal("assessment_id", Text("periode sudah ditutup", "its period is closed"))],
        extra={"state": present.state},
    )
