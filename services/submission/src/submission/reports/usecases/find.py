"""Find a report within reach."""

from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.reports import store
from submission.reports.domain import KeptReport


async def find_report(
    session: Session, report_id: UUID, principal: Principal, *, lock: bool = False
) -> KeptReport:
    """Return a report of an agency within reach; `lock`: nobody else changes it meanwhile.

    Raises:
        NotFound: There is no such report within reach.
    """
    root = AGENCIES.root_of(principal)
    found = await store.find(session, report_id, root_code=root, lock=lock)
    if found is None:
        raise missing("report_id", Text("Surat ini tidak ada.", "There is no such report."))
    return found
