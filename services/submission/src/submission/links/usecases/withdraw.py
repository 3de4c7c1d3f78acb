"""Withdraw an item: its owner does not stand by it any more. It stays, and so do its links."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.evidence.usecases.change import find_to_change
from submission.links.domain.link import Withdrawal
from submission.links.store import links, risks
from submission.links.store import reviews as store


async def withdraw_evidence(
    session: Session, evidence_id: UUID, reason: str, principal: Principal, *, clock: Clock
) -> Withdrawal:
    """Return the withdrawal. The same again changes nothing.

    Raises:
        NotFound: There is no such item within reach.
        Forbidden: It is confidential and of another agency, or the caller's record has ended.
        Conflict: It was withdrawn for another reason.
    """
    item = await find_to_change(session, evidence_id, principal, clock=clock)
    present = await store.withdrawal(session, item.evidence_id)
    if present is not None:
        if present.reason == reason:
            return present
        raise _withdrawn_already(present)
    told = Withdrawal(reason=reason, withdrawn=Act(principal.subject, clock.now()))
    await store.withdraw(session, item.evidence_id, told)
    linked = await links.assessments_of(session, item.evidence_id)
    await risks.mark(session, linked, clock.now())
    return told


def _withdrawn_already(present: Withdrawal) -> Conflict:
    return Conflict(
        Text(
            "Data dukung ini sudah ditarik kembali dengan alasan lain.",
            "This evidence was withdrawn for another reason.",
        ),
        errors=[Refusal("/reason", Text("berbeda", "differs"))],
        extra={"reason": present.reason},
    )
