"""Forget a person who has no duty any more. Nothing of it is told to other services."""

from collections.abc import Sequence

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.assignments import store
from submission.assignments.domain import Assignment
from submission.campaigns.store import team
from submission.people import store as people
from submission.people.domain import PersonRevision
from submission.people.usecases.change import NOT_YOUR_OWN
from submission.people.usecases.find import check_employed, find_person


async def forget_person(
    session: Session,
    subject: str,
    seen: SeenRevisions | None,
    principal: Principal,
    *,
    clock: Clock,
) -> PersonRevision:
    """Return the person who was forgotten; what they did keeps their subject, which names nobody.

    Raises:
        Forbidden: It is the caller's own record; or see `check_employed`.
        NotFound: There is no such person within reach.
        OutdatedChange: It does not start from the present state.
        Conflict: They are in the team of a campaign that is not closed, or are assigned there.
    """
    await check_employed(session, principal.subject, clock=clock)
    present = await find_person(session, subject, principal, lock=True)
    is_repeated(seen, present, is_same=False)
    if subject == principal.subject:
        raise _own_record()
    teams = await team.open_campaigns_of(session, subject)
    duties = await store.open_of_subject(session, subject)
    if teams or duties:
        raise _needed(subject, teams, duties)
    await people.remove(session, subject)
    return present


def _own_record() -> Forbidden:
    return Forbidden(
        Text(
            "Data Anda sendiri hanya dapat dihapus oleh orang lain.",
            "Your own record is removed by somebody else.",
        ),
        errors=[Refusal("subject", NOT_YOUR_OWN)],
    )


def _needed(subject: str, teams: Sequence[str], duties: Sequence[Assignment]) -> Conflict:
    in_teams = [
        Text(f"anggota tim kegiatan {code}", f"is in the team of the campaign {code}")
        for code in teams
    ]
    assigned = [
        Text(
            f"mempunyai penugasan {each.node_code} pada kegiatan {each.campaign_code}",
            f"is assigned to {each.node_code} in the campaign {each.campaign_code}",
        )
        for each in duties
    ]
    return Conflict(
        Text(
            f"{subject} masih bertugas. Keluarkan dari tim dan hapus penugasannya dahulu.",
            f"{subject} still has duties. Take them out of the team and remove the assignments"
            " first.",
        ),
        errors=[Refusal("subject", told) for told in (*in_teams, *assigned)],
        extra={
            "campaign_codes": [*teams],
            "assignment_ids": [str(each.assignment_id) for each in duties],
        },
    )
