"""Take note of an entry of the list, as a leader above the agency."""

from dataclasses import dataclass, replace
from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, missing
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.usecases.check_reach import check_reach
from submission.assessments.usecases.find import find_assessment
from submission.consequences.domain.acknowledgement import Acknowledgement
from submission.consequences.domain.listed import Listed
from submission.consequences.store import acknowledgements
from submission.consequences.usecases.judge import Wanted, judge_campaign
from submission.people.usecases.find import check_employed
from submission.performance.usecases.check_leader import check_leader

_LEADERS_ONLY: Final = Text(
    "Daftar penghargaan dan sanksi ditandai diketahui oleh pimpinan dari instansi di atas instansi"
    " yang dinilai.",
    "A leader of an agency above the assessed one takes note of rewards and punishments.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entry of the list of a campaign, as somebody read it: `sha256` is of what it said."""

    campaign_code: str
    agency_code: str
    rule_code: str
    sha256: str


async def acknowledge(
    session: Session, named: Named, principal: Principal, *, clock: Clock
) -> tuple[Listed, bool]:
    """Return the entry with its acknowledgements, and whether this one is new.

    Raises:
        NotFound: There is no such campaign, agency or entry within reach.
        Forbidden: See `check_employed` and `check_leader`.
        Conflict: It says something else now.
    """
    await check_employed(session, principal.subject, clock=clock)
    present = await _find_entry(session, named, principal, clock=clock)
    # One after the other of an assessment: the second of two at once sees the first.
    assessment = await find_assessment(session, present.assessment_id, principal, lock=True)
    role = await check_leader(session, assessment, principal, says=_LEADERS_ONLY)
    present = await _find_entry(session, named, principal, clock=clock)
    if present.sha256 != named.sha256:
        raise _changed(present)
    taken = Acknowledgement(
        assessment_id=present.assessment_id,
        rule_code=named.rule_code,
        sha256=present.sha256,
        content=present.entry.written(),
        role=role,
        acknowledged_by=principal.subject,
        acknowledged_at=clock.now(),
    )
    mine = (taken.sha256, taken.acknowledged_by)
    if any((each.sha256, each.acknowledged_by) == mine for each in present.acknowledgements):
        return present, False
    await acknowledgements.add(session, taken)
    return replace(present, acknowledgements=(*present.acknowledgements, taken)), True


async def _find_entry(
    session: Session, named: Named, principal: Principal, *, clock: Clock
) -> Listed:
    await check_reach(session, principal, named.agency_code, pointer="agency_code")
    wanted = Wanted(agency_code=named.agency_code)
    for each in await judge_campaign(session, named.campaign_code, principal, wanted, clock=clock):
        if each.entry.rule.code == named.rule_code:
            return each
    raise missing(
        "rule_code",
        Text(
            f"Aturan {named.rule_code} tidak menyatakan apa pun tentang instansi ini.",
            f"The rule {named.rule_code} says nothing of this agency.",
        ),
    )


def _changed(present: Listed) -> Conflict:
    told = Text(f"isinya sekarang {present.sha256}", f"it is {present.sha256} now")
    return Conflict(
        Text(
            "Isi butir ini sudah berubah sejak Anda membacanya; baca dahulu yang sekarang.",
            "The entry was changed since you read it; read the present one first.",
        ),
        errors=[Refusal("/sha256", told)],
        extra={"sha256": present.sha256},
    )
