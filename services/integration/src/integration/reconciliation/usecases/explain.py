"""Explain a finding: an officer of its agency, or the coordinator above, says why it is so."""

from uuid import UUID

from integration.reconciliation.domain.finding import Explanation, Finding
from integration.reconciliation.domain.lifecycle import explain
from integration.reconciliation.store import findings, marks
from kit.database import RecordingClock, Session
from kit.errors import Conflict
from rules.text import Text


async def explain_finding(
    session: Session, held: Finding, text: str, *, by: str, clock: RecordingClock
) -> Finding:
    """Store an explanation; `held` is locked. The same again changes nothing.

    An explanation holds until the two sides say something else; then the finding is open again.

    Raises:
        Conflict: The data agree by now.
    """
    if held.status == "resolved":
        raise Conflict(
            Text(
                "Datanya sudah sama, sehingga tidak ada yang perlu dijelaskan.",
                "The data agree by now, so there is nothing to explain.",
            )
        )
    before = held.explanation
    if before is not None and (before.text, before.by, held.status) == (text, by, "explained"):
        return held
    at = await clock.moment(session)
    change = explain(held, Explanation(text, by, at))
    await findings.write(session, [change])
    # How many are open is a fact of the agency.
    await marks.mark(session, [held.said.key.agency_code])
    return change.finding


async def locked_finding(session: Session, finding_id: UUID) -> Finding | None:
    """Return a finding that nobody else changes until the transaction ends."""
    return await findings.locked(session, finding_id)
