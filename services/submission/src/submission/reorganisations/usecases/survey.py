"""Read and lock what a reorganisation is planned from: the tree, campaigns, then assessments."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from kit.auth import Principal
from kit.database import Session
from kit.errors import Forbidden, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import AgencyRevision, fault_of_code
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.assignments import store as assignments
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import assessments, campaigns
from submission.people import store as people
from submission.reorganisations.domain.checks import ending_in, named_in, new_in
from submission.reorganisations.domain.request import AnyRequest, Merger, Move, Split
from submission.reorganisations.domain.situation import Situation


class Survey(NamedTuple):
    """The situation, and which of the agencies that were to be new exist within reach."""

    situation: Situation
    existing: tuple[str, ...]


async def survey(session: Session, request: AnyRequest, principal: Principal) -> Survey:
    """Return what a request is judged by, locked until the transaction ends.

    Raises:
        NotFound: The agency in the address is not within reach.
        Unprocessable: Another one is not.
        Forbidden: The agency of the token would end or move.
    """
    root = AGENCIES.root_of(principal)
    await agencies.lock_tree(session)
    makes_new = isinstance(request, Merger) and request.wanted is not None
    if not makes_new:
        await check_reach(session, principal, request.agency_code, pointer="agency_code")
    check_not_own(_concerned(request), root)
    reached = {agency.code for agency in await agencies.in_subtree(session, root)}
    refuse(_unknown(request, reached))
    new = {agency.code for agency in new_in(request).values()}
    existing = new & reached
    # A new one may have the code of an agency out of reach; nothing of that one is read here.
    named = {request.agency_code, *named_in(request).values(), *existing}
    known = await _known(session, named & reached)
    begun = {code for code in existing if not known[code].agency.never_began}
    return Survey(await _situation(session, request, known), tuple(sorted(begun)))


def place_of_code(request: AnyRequest, place: str) -> str:
    """Return where the code of a new agency stands: that of a merger is in the address."""
    return "agency_code" if isinstance(request, Merger) else f"{place}/agency_code"


def check_not_own(concerned: Collection[str], root: str) -> None:
    """Nobody ends, moves or splits the agency of their own token: that is decided above.

    Raises:
        Forbidden: It is among those concerned.
    """
    if root in concerned:
        raise Forbidden(
            Text(
                "Instansi Anda sendiri hanya dapat dipindah, digabung, dipecah, atau ditutup oleh"
                " instansi di atasnya.",
                "Your own agency can only be moved, merged, split or closed by an agency above it.",
            ),
            errors=[Refusal("agency_code", Text("ditentukan dari atas", "is decided above"))],
        )


def _concerned(request: AnyRequest) -> set[str]:
    own = {request.agency_code} if isinstance(request, Move | Split) else set[str]()
    return {*ending_in(request)} | own


def _unknown(request: AnyRequest, reached: set[str]) -> Iterator[Refusal]:
    named = dict(named_in(request))
    for place, agency in new_in(request).items():
        if fault := fault_of_code(agency.code):
            yield Refusal(place_of_code(request, place), fault)
        if agency.parent_code is not None:
            named[f"{place}/parent_code"] = agency.parent_code
    for pointer, code in named.items():
        if code not in reached:
            yield Refusal(pointer, Text(f"instansi {code} tidak ada", f"there is no agency {code}"))


async def _known(session: Session, codes: Collection[str]) -> dict[str, AgencyRevision]:
    found = {code: await agencies.find(session, code) for code in codes}
    return {code: kept for code, kept in found.items() if kept is not None}


async def _situation(
    session: Session, request: AnyRequest, known: dict[str, AgencyRevision]
) -> Situation:
    units = await agencies.children(session, [request.agency_code, *ending_in(request)])
    codes = {*known, *(unit.agency.code for unit in units)}
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
        linked=await agencies.find_all(session, _linked_to(known, ending)),
        last_changes=await agencies.last_changes(
            session, {*known, *(unit.agency.code for unit in units)}
        ),
        taken=frozenset(_part(each) for each in found if each.end_cause != "withdrawn"),
        withdrawn={_part(each): each for each in found if each.end_cause == "withdrawn"},
    )


def _linked_to(known: Mapping[str, AgencyRevision], ending: Collection[str]) -> set[str]:
    """Return the codes of the predecessors and successors of agencies that end."""
    present = [known[code].agency for code in ending if code in known]
    return {code for each in present for code in (*each.predecessor_codes, *each.successor_codes)}


def _part(each: Assessment) -> tuple[str, str, str]:
    return each.agency_code, each.edition_code, each.period
