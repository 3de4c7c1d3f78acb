"""Find a recommendation within reach, and which ones need an owner.

Nobody is named, or who was sees to it no more.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.people.usecases.find import find_offices
from submission.recommendations.domain.ownership import OwnerLack, Ownership, owner_lack
from submission.recommendations.domain.recommendation import ENDED, KeptRecommendation
from submission.recommendations.store import recommendations as store


async def find_recommendation(
    session: Session, recommendation_id: UUID, principal: Principal, *, lock: bool = False
) -> KeptRecommendation:
    """Return a recommendation to an agency within reach, or one that such an agency carries out.

    `lock`: nobody else changes it until the transaction ends.

    Raises:
        NotFound: There is no such recommendation within reach.
    """
    root = AGENCIES.root_of(principal)
    found = await store.find(session, recommendation_id, root_code=root, lock=lock)
    if found is None:
        raise missing(
            "recommendation_id",
            Text("Rekomendasi ini tidak ada.", "There is no such recommendation."),
        )
    return found


async def find_owner_lacks(
    session: Session, found: Iterable[KeptRecommendation], *, clock: Clock
) -> Mapping[UUID, OwnerLack]:
    """Return why recommendations need an owner, by their ids; those that have one are left out."""
    going_on = [each for each in found if each.state not in ENDED]
    owners = {
        (owner, each.carried_by)
        for each in going_on
        if (owner := each.recommendation.owner) is not None
    }
    lost = await find_lost(session, owners, clock=clock)
    lacks: dict[UUID, OwnerLack] = {}
    for each in going_on:
        owner = each.recommendation.owner
        lack = "unnamed" if owner is None else lost.get((owner, each.carried_by))
        if lack is not None:
            lacks[each.recommendation_id] = lack
    return lacks


async def find_lost(
    session: Session, owners: Collection[Ownership], *, clock: Clock
) -> Mapping[Ownership, OwnerLack]:
    """Return which people see to nothing of an agency any more, and why."""
    offices = await find_offices(session, {owner for owner, _ in owners}, clock=clock)
    places = {office.place for office in offices.values()}
    above = {place: await agencies.line(session, place) for place in places}
    found = {
        (owner, code): owner_lack(owner, code, offices=offices, above=above)
        for owner, code in owners
    }
    return {key: lack for key, lack in found.items() if lack is not None}
