"""Find items of evidence within reach, and say whose they are."""

from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.agencies.usecases.find_predecessors import find_predecessors
from submission.evidence.domain.item import Item, Version
from submission.evidence.store import items as store


async def find_evidence(
    session: Session, evidence_id: UUID, principal: Principal, *, lock: bool = False
) -> Item:
    """Return an item; `lock`: nobody else changes it until the transaction ends.

    Raises:
        NotFound: There is no such item within reach.
    """
    root = AGENCIES.root_of(principal)
    found = await store.find(session, evidence_id, root_code=root, lock=lock)
    if found is None:
        raise missing(
            "evidence_id", Text("Data dukung ini tidak ada.", "There is no such evidence.")
        )
    return found


async def find_readable(session: Session, evidence_id: UUID, principal: Principal) -> Item:
    """Return an item to read: one within reach, or one that a predecessor of the agency left.

    Raises:
        NotFound: There is no such item.
    """
    root = AGENCIES.root_of(principal)
    for code in await find_predecessors(session, [root]):
        found = await store.find(session, evidence_id, root_code=code)
        if found is not None:
            return found
    return await find_evidence(session, evidence_id, principal)


async def library_of(
    session: Session, principal: Principal, agency_code: str | None, *, pointer: str
) -> str:
    """Return the agency whose evidence is listed with that of all below it.

    It is that of the token; or a predecessor of it, where one is named (`pointer` leads there).

    Raises:
        NotFound: The named one is neither within reach nor a predecessor.
    """
    root = AGENCIES.root_of(principal)
    if agency_code is None:
        return root
    if agency_code in await find_predecessors(session, [root]):
        return agency_code
    await check_reach(session, principal, agency_code, pointer=pointer)
    return root


async def find_version(session: Session, item: Item, version: int) -> Version:
    """Return a version of an item that was found.

    Raises:
        NotFound: It has no such version.
    """
    if version == item.newest.version:
        return item.newest
    found = await store.find_version(session, item.evidence_id, version)
    if found is None:
        raise missing("version", Text("Versi ini tidak ada.", "There is no such version."))
    return found


def is_own(item: Item, principal: Principal) -> bool:
    """Say whether somebody is of the agency itself, and not of one above it."""
    return AGENCIES.root_of(principal) == item.agency_code
