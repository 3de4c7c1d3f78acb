"""Read and lock what a reorganisation is planned from: the tree, campaigns, then assessments."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from kit.auth import Principal
from kit.database import Session
from kit.errors import Conflict, Forbidden, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import AgencyRevision, fault_of_code
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.assignments import store as assignments
from submission.campaigns.store import assessments, campaigns
from submission.people import store as people
from submission.reorganisations.domain.checks import ending_in, named_in, new_in
from submission.reorganisations.domain.plan import Situation
from submission.reorganisations.domain.request import AnyRequest, Merger, Move, Split


class Survey(NamedTuple):
    """The situation, and which of the agencies that were to be new exist."""

    situation: Situation
    existing: tuple[str, ...]


async def survey(session: Session, request: AnyRequest, principal: Principal) -> Survey:
    """Return what a request is judged by, locked until the transaction ends.

    Raises:
        NotFound: The agency in the address is not within reach.
        Unprocessable: Another one is not.
        Forbidden: The agency of the token would end or move.
        Conflict: A new one has a code that is taken out of reach.
    """
    root = AGENCIES.root_of(principal)
    await agencies.lock_tree(session)
    makes_new = isinstance(request, Merger) and request.wanted is not None
    if not makes_new:
        await check_reach(session, principal, request.agency_code, pointer="agency_code")
    _check_not_own(request, root)
    reached = {agency.code for agency in await agencies.in_subtree(session, root)}
    refuse(_unknown(request, reached))
    known = await _known(session, [request.agency_code, *named_in(request).values()])
    new = {agency.code for agency in new_in(request).values()}
    taken = await agencies.find_all(session, new)
    if outside := sorted(taken.keys() - reached):
        raise code_taken(request, outside[0])
    known |= await _known(session, taken)
    return Survey(await _situation(session, request, known, new), tuple(sorted(taken)))


def code_taken(request: AnyRequest, code: str) -> Conflict:
    """Return the error for a new agency whose code exists, wherever that is."""
    pointer = next(place for place, agency in new_in(request).items() if agency.code == code)
    return Conflict(
        Text(
            f"Kode {code} sudah dipakai. Pilih kode lain.",
            f"The code {code} is taken. Choose another one.",
        ),
        errors=[Refusal(_place_of_code(request, pointer), Text("sudah dipakai", "is taken"))],
    )


def _place_of_code(request: AnyRequest, place: str) -> str:
    """Return where the code of a new agency stands: that of a merger is in the address."""
    return "agency_code" if isinstance(request, Merger) else f"{place}/agency_code"


def _check_not_own(request: AnyRequest, root: str) -> None:
    """Nobody ends, moves or splits the agency of their own token: that is decided above."""
    concerned = {*ending_in(request)}
    if isinstance(request, Move | Split):
        concerned.add(request.agency_code)
    if root in concerned:
        raise Forbidden(
            Text(
                "Instansi Anda sendiri hanya dapat dipindah, digabung, dipecah, atau ditutup oleh"
                " instansi di atasnya.",
                "Your own agency can only be moved, merged, split or closed by an agency above it.",
            ),
            errors=[Refusal("agency_code", Text("ditentukan dari atas", "is decided above"))],
        )


def _unknown(request: AnyRequest, reached: set[str]) -> Iterator[Refusal]:
    named = dict(named_in(request))
    for place, agency in new_in(request).items():
        if fault := fault_of_code(agency.code):
            yield Refusal(_place_of_code(request, place), fault)
        if agency.parent_code is not None:
            named[f"{place}/parent_code"] = agency.parent_code
    for pointer, code in named.items():
        if code not in reached:
            yield Refusal(pointer, Text(f"instansi {code} tidak ada", f"there is no agency {code}"))


async def _known(session: Session, codes: Collection[str]) -> dict[str, AgencyRevision]:
    found = {code: await agencies.find(session, code) for code in codes}
    return {code: kept for code, kept in found.items() if kept is not None}


async def _situation(
    session: Session, request: AnyRequest, known: dict[str, AgencyRevision], new: set[str]
) -> Situation:
    units = await agencies.children(session, [request.agency_code, *ending_in(request)])
    codes = {*known, *new, *(unit.agency.code for unit in units)}
    found = await assessments.of_agencies(session, codes)
    locked = await campaigns.lock_all(session, {each.campaign_code for each in found})
    found = await assessments.of_agencies(session, codes, lock=True)
    ending = ending_in(request)
    return Situation(
        agencies=known,
        assignments=await assignments.open_of_units(session, ending),
        people=await people.of_agencies(session, ending, day=request.day),
        units=units,
        assessments=[
            each
            for each in found
            if each.ended_on is None and locked[each.campaign_code].state == "open"
        ],
        campaigns=locked,
        last_changes=await agencies.last_changes(
            session, {*known, *(unit.agency.code for unit in units)}
        ),
        taken=frozenset((each.agency_code, each.edition_code, each.period) for each in found),
    )
