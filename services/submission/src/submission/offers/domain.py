"""Offers of a place in the tree of agencies.

A root belongs to nobody above it, so nobody can put it below an agency alone: those above offer,
the root itself accepts. Each offer ends once and stays as the record of who did what, and when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from rules.refusal import Refusal
from rules.text import Text

Ending = Literal["accepted", "refused", "withdrawn"]
# `lapsed`: the agency accepted the offer of another one.
OfferState = Literal["open", "accepted", "refused", "withdrawn", "lapsed"]
# Offers that an agency made, or those that it received.
OfferSide = Literal["made", "received"]

# What each state is called in a sentence.
STATE_NAMES: Final[Mapping[OfferState, Text]] = {
    "open": Text("masih terbuka", "still open"),
    "accepted": Text("sudah diterima", "accepted already"),
    "refused": Text("sudah ditolak", "refused already"),
    "withdrawn": Text("sudah ditarik kembali", "withdrawn already"),
    "lapsed": Text(
        "sudah gugur karena tawaran lain diterima",
        "lapsed, because another offer was accepted",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer of a place below `parent_code` to the agency `agency_code`.

    `ended_by` is None while it is open, and when it has lapsed.
    """

    offer_id: UUID
    parent_code: str
    agency_code: str
    note: str | None
    state: OfferState
    offered_by: str
    offered_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def revision(self) -> int:
        """Return the number of its changes: it is made, and it ends."""
        return 1 if self.state == "open" else 2


def check_offer(agency_code: str, parent_code: str, *, line: Sequence[str]) -> Sequence[Refusal]:
    """Return what is wrong with an offer; `line` is the parent and all above it."""
    if agency_code not in line:
        return ()
    told = Text(
        f"{parent_code} adalah {agency_code} sendiri atau berada di bawahnya, sehingga susunannya"
        " akan melingkar",
        f"{parent_code} is {agency_code} or below it; the tree would become a circle",
    )
    return (Refusal("/agency_code", told),)
