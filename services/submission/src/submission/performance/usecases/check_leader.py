"""Check who leads: a leader or approver of an agency above, who did nothing for the other."""

from typing import Final

from kit.auth import Principal
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assessments.usecases.check_assessor import check_not_of_agency
from submission.campaigns.domain.assessment import Assessment
from submission.performance.domain.closing import LEADERS

_OWN: Final = Text(
    "Periode ini ditanggapi dan ditutup oleh pimpinan dari instansi di atas instansi yang dinilai.",
    "A leader of an agency above the assessed one comments on this period and closes it.",
)


async def check_leader(session: Session, assessment: Assessment, principal: Principal) -> str:
    """Return the role with which somebody leads.

    Raises:
        Forbidden: The agency is their own, or they acted for it.
    """
    if AGENCIES.root_of(principal) == assessment.agency_code:
        told = Text("milik instansi Anda", "is your own agency's")
        raise Forbidden(_OWN, errors=[Refusal("assessment_id", told)])
    await check_not_of_agency(session, assessment, principal, pointer="assessment_id")
    return next(role for role in reversed(LEADERS) if role in principal.roles)
