"""Offer the root of another tree a place below an agency."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from rules.tree import reaches
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.offers import store
from submission.offers.domain import Offer, check_offer
from submission.offers.store import NamedOffer
from submission.people.usecases.find import check_employed


async def make_offer(
    session: Session,
    agency_code: str,
    principal: Principal,
    *,
    parent_code: str,
    note: str | None,
    clock: Clock,
) -> tuple[NamedOffer, bool]:
    """Return the open offer of this place to the agency, and whether it is new.

    The same again changes nothing; another note than the open one has, or none, is refused. Whether
    the agency exists and is a root is judged when it accepts: nobody learns here what is hidden.

    Raises:
        NotFound, Forbidden: The parent is not within reach; or see `check_employed`.
        Conflict: The agency stands below the token's agency, or an open offer has another note.
        Unprocessable: The parent is the agency itself or below it.
    """
    await check_employed(session, principal.subject, clock=clock)
    await agencies.lock_tree(session)
    await check_reach(session, principal, parent_code, pointer="agency_code")
    refuse(check_offer(agency_code, parent_code, line=await agencies.line(session, parent_code)))
    if reaches(AGENCIES.root_of(principal), await agencies.line(session, agency_code)):
        raise _is_within(agency_code)
    if present := await store.find_open(session, agency_code, parent_code=parent_code):
        _check_same(present.offer, note)
        return present, False
    offer = Offer(
        offer_id=new_id(),
        parent_code=parent_code,
        agency_code=agency_code,
        note=note,
        state="open",
        offered_by=principal.subject,
        offered_at=clock.now(),
    )
    await store.add(session, offer)
    parents = await agencies.find_all(session, [parent_code])
    return NamedOffer(offer, parents[parent_code].name), True


def _check_same(offer: Offer, note: str | None) -> None:
    if note != offer.note:
        raise _is_open_otherwise(offer)


def _is_within(agency_code: str) -> Conflict:
    return Conflict(
        Text(
            f"{agency_code} sudah berada di bawah instansi Anda. Pindahkan dengan PUT,"
            " atau dengan POST …/move bila sudah memiliki penilaian.",
            f"{agency_code} is below your agency already. Move it by PUT, or"
            " by POST …/move if it has assessments.",
        ),
        errors=[
            Refusal("/agency_code", Text("sudah di bawah Anda", "is below your agency already"))
        ],
    )


def _is_open_otherwise(offer: Offer) -> Conflict:
    return Conflict(
        Text(
            f"Tawaran {offer.offer_id} untuk {offer.agency_code} masih terbuka dengan catatan lain."
            " Tarik kembali tawaran itu, lalu buat tawaran baru.",
            f"The offer {offer.offer_id} to {offer.agency_code} is still open with another note."
            " Withdraw it, then make a new one.",
        ),
        errors=[
            Refusal(
                "/note",
                Text(
                    "berbeda dengan catatan tawaran yang masih terbuka",
                    "is not the note of the open offer",
                ),
            )
        ],
        extra={"offer_id": str(offer.offer_id), "note": offer.note},
    )
