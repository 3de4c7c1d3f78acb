"""Check the evidence that reports, recommendations and follow-ups name by its ids.

This is the one door from them to the library of evidence: whoever names evidence asks here.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.evidence.store import items
from submission.links.store import reviews

WITHDRAWN: Final = Text("sudah ditarik kembali oleh pemiliknya", "was withdrawn by its owner")


async def check_evidence(session: Session, named: Mapping[str, UUID], principal: Principal) -> None:
    """Check named evidence; `named`: each id by the pointer to where it stands.

    Raises:
        Unprocessable: An item is named twice or was withdrawn, or there is no such one within
            reach.
    """
    refuse(_repeated(named))
    if not named:
        return
    root = AGENCIES.root_of(principal)
    found = await items.within_reach(session, {*named.values()}, root_code=root)
    told = Text("tidak ada data dukung ini", "there is no such evidence")
    refuse(Refusal(pointer, told) for pointer, each in named.items() if each not in found)
    gone = await reviews.withdrawn(session, found)
    refuse(Refusal(pointer, WITHDRAWN) for pointer, each in named.items() if each in gone)


def _repeated(named: Mapping[str, UUID]) -> Iterator[Refusal]:
    seen: set[UUID] = set()
    for pointer, evidence_id in named.items():
        if evidence_id in seen:
            yield Refusal(pointer, Text("disebut dua kali", "is named twice"))
        seen.add(evidence_id)
