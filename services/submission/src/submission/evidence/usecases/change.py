"""Correct what is said of an item of evidence; its content never changes."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, refuse
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.evidence.domain.item import Item, ItemState, check_dates
from submission.evidence.store import items as store
from submission.evidence.usecases.find import find_evidence, is_own
from submission.people.usecases.find import check_employed


async def change_evidence(
    session: Session,
    evidence_id: UUID,
    state: ItemState,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> Item:
    """Return the item as it is now. The same state again changes nothing.

    Raises:
        NotFound: There is no such item within reach.
        OutdatedChange: It does not start from the present state.
        Forbidden: It is, or would be, confidential and of another agency.
        Unprocessable: The dates are in the wrong order.
    """
    item = await find_to_change(session, evidence_id, principal, clock=clock)
    if state.confidential and not is_own(item, principal):
        raise not_yours()
    refuse(check_dates(state.dates))
    if is_repeated(seen, item, is_same=state == item.state):
        return item
    changed = item.with_state(state, Act(principal.subject, clock.now()))
    await store.save(session, changed, is_new_version=False)
    return changed


async def find_to_change(
    session: Session, evidence_id: UUID, principal: Principal, *, clock: Clock
) -> Item:
    """Return an item that the caller may change; nobody else does until the transaction ends.

    Raises:
        NotFound: There is no such item within reach.
        Forbidden: It is confidential and of another agency, or the caller's record has ended.
    """
    item = await find_evidence(session, evidence_id, principal, lock=True)
    await check_employed(session, principal.subject, clock=clock)
    if item.state.confidential and not is_own(item, principal):
        raise not_yours()
    return item


def not_yours() -> Forbidden:
    """Return the error for who keeps a confidential item of another agency."""
    return Forbidden(
        Text(
            "Data dukung rahasia hanya dikelola oleh orang dari instansi pemiliknya.",
            "Confidential evidence is kept by people of the agency that owns it only.",
        ),
        errors=[Refusal("/confidential", Text("milik instansi lain", "belongs to another agency"))],
    )
