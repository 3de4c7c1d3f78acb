"""Correct what is said of an item of evidence, as far as nobody has relied on it."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.revision import SeenRevisions
from rules.text import Text
from submission.evidence.domain.item import Dates, Item, ItemState
from submission.evidence.usecases.change import change_evidence
from submission.evidence.usecases.find import find_evidence
from submission.links.store import links, reviews, risks


async def correct_evidence(
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
        NotFound, OutdatedChange, Forbidden, Unprocessable: See `change_evidence`.
        Conflict: A review accepted its newest version with other dates; that asks for a new one.
    """
    before = (await find_evidence(session, evidence_id, principal, lock=True)).newest
    item = await change_evidence(session, evidence_id, state, principal, seen=seen, clock=clock)
    names = _not_shortened(before.dates, item.state.dates)
    if names and await reviews.was_accepted(session, evidence_id, before.version):
        raise _was_accepted(names)
    if before.dates != item.state.dates:
        linked = await links.assessments_of(session, evidence_id)
        await risks.mark(session, linked, clock.now())
    return item


def _not_shortened(before: Dates, now: Dates) -> list[str]:
    """Return which dates changed otherwise than that the document ends earlier."""
    names = [name for name in ("effective_date", "period") if _differ(before, now, name)]
    until, was = now.valid_until, before.valid_until
    if until != was and (until is None or (was is not None and until > was)):
        names.append("valid_until")
    return names


def _differ(before: Dates, now: Dates, name: str) -> bool:
    return bool(getattr(before, name) != getattr(now, name))


def _was_accepted(names: list[str]) -> Conflict:
    told = Text("sudah diterima penilai", "was accepted by a review")
    return Conflict(
        Text(
            "Versi ini sudah diterima penilai dengan tanggal yang lama. Catat versi baru dengan"
            " tanggal yang benar, lalu kaitkan untuk dinilai lagi; di sini hanya hari terakhirnya"
            " yang dapat dimajukan.",
            "A review accepted this version with the former dates. Enter a newer version with the"
            " right ones, and link it for a new review; here only its last day can become an"
            " earlier one.",
        ),
        errors=[Refusal(f"/{name}", told) for name in names],
    )
