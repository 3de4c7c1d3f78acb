"""End an offer: the agency accepts or refuses it, or the parent withdraws it.

All of it happens under the lock on the tree: two offers that are accepted at once close no circle,
and an offer that is withdrawn is not accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.agencies.usecases.save_change import Occasion, first_day_of, save_change
from submission.offers import store
from submission.offers.domain import STATE_NAMES, Ending, Offer, OfferSide
from submission.offers.store import NamedOffer
from submission.offers.usecases.find import find_offer
from submission.people.usecases.find import check_employed
from submission.registers.usecases.check_place import check_place

# Who ends an offer in which way: those who made it, or those who received it.
_ENDED_BY: Final[Mapping[Ending, OfferSide]] = {
    "accepted": "received",
    "refused": "received",
    "withdrawn": "made",
}
_ANY_REVISION: Final = SeenRevisions(anything=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnding:
    """How an offer is to end, and the agency on whose side; without `seen`, whatever its state."""

    offer_id: UUID
    agency_code: str
    state: Ending
    seen: SeenRevisions | None


async def end_offer(
    session: Session, ending: OfferEnding, principal: Principal, *, clock: Clock
) -> NamedOffer:
    """Return the ended offer. The same end again changes nothing.

    Raises:
        NotFound, Forbidden: The agency is not within reach, or has no such offer; or see
            `check_employed`.
        OutdatedChange: It does not start from the present state.
        Conflict: It has ended in another way; or the agency is no root, or cannot stand below the
            parent.
    """
    await check_employed(session, principal.subject, clock=clock)
    await agencies.lock_tree(session)
    found = await find_offer(
        session,
        ending.offer_id,
        principal,
        agency_code=ending.agency_code,
        side=_ENDED_BY[ending.state],
    )
    present = found.offer
    is_same = present.state == ending.state
    if is_repeated(ending.seen or _ANY_REVISION, found, is_same=is_same):
        return found
    if present.state != "open":
        raise _has_ended(present)
    ended = replace(present, state=ending.state, ended_by=principal.subject, ended_at=clock.now())
    if ending.state == "accepted":
        await _move(session, present, principal, clock=clock)
    await store.end(session, ended)
    if ending.state == "accepted":
        await store.lapse(session, present.agency_code, ended_at=clock.now())
    return NamedOffer(ended, found.parent_name)


async def _move(session: Session, offer: Offer, principal: Principal, *, clock: Clock) -> None:
    """Put the agency below the parent that offers the place."""
    present = await agencies.find(session, offer.agency_code)
    if present is None:
        raise AGENCIES.absent(offer.agency_code, pointer="agency_code")
    if present.agency.parent_code is not None:
        raise _is_no_root(offer.agency_code, present.agency.parent_code)
    wanted = replace(present.agency, parent_code=offer.parent_code)
    line = await agencies.line(session, offer.parent_code)
    today = await first_day_of(session, wanted, present, clock=clock)
    since = max(today, wanted.valid_from)
    wrong = [*await check_place(session, wanted, present, line=line, since=since)]
    if wrong:
        raise _cannot_stand_there(offer, wrong[0])
    occasion = Occasion("moved", note=offer.note)
    await save_change(session, wanted, present, principal, occasion=occasion, clock=clock)


def _has_ended(offer: Offer) -> Conflict:
    state = STATE_NAMES[offer.state]
    return Conflict(
        Text(f"Tawaran ini {state.id}.", f"This offer is {state.en}."),
        errors=[Refusal("offer_id", state)],
        extra={"state": offer.state},
    )


def _is_no_root(agency_code: str, parent_code: str) -> Conflict:
    return Conflict(
        Text(
            f"{agency_code} sudah berada di bawah {parent_code}; hanya instansi tanpa induk yang"
            " dapat menerima tawaran.",
            f"{agency_code} is below {parent_code} already; only the top of a tree can accept an"
            " offer.",
        ),
        errors=[Refusal("agency_code", Text("sudah memiliki induk", "is not the top of a tree"))],
    )


def _cannot_stand_there(offer: Offer, why: Refusal) -> Conflict:
    return Conflict(
        Text(
            f"{offer.agency_code} tidak dapat ditempatkan di bawah {offer.parent_code}:"
            f" {why.text.id}.",
            f"{offer.agency_code} cannot be put below {offer.parent_code}: {why.text.en}.",
        ),
        errors=[Refusal("offer_id", why.text)],
    )
