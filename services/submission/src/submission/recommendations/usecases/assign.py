"""Name who sees to a recommendation: its agency's own coordinator does, or somebody above."""

from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.people.usecases.find import check_employed
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.usecases.find import find_lost, find_recommendation
from submission.recommendations.usecases.move import check_going_on, keep_change


async def assign_owner(
    session: Session,
    recommendation_id: UUID,
    owner: str | None,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> KeptRecommendation:
    """Return the recommendation with its owner; None: nobody. The same again changes nothing.

    Raises:
        NotFound: There is no such recommendation within reach.
        OutdatedChange: It does not start from the present state.
        Conflict: It has ended.
        Unprocessable: They do not work in the agency that carries it out.
    """
    present = await find_recommendation(session, recommendation_id, principal, lock=True)
    await check_employed(session, principal.subject, clock=clock)
    wanted = replace(present.recommendation, owner=owner)
    if is_repeated(seen, present, is_same=wanted == present.recommendation):
        return present
    check_going_on(present)
    await check_owner(session, owner, present.carried_by, clock=clock)
    changed = replace(present, recommendation=wanted)
    return await keep_change(session, changed, principal, act="assigned", reason=None, clock=clock)


async def check_owner(
    session: Session, owner: str | None, agency_code: str, *, clock: Clock
) -> None:
    """Check that a person works in an agency or below it today; None: nobody is named.

    Who is unknown, who has left and who works elsewhere are told alike.

    Raises:
        Unprocessable: They do not.
    """
    if owner is not None and await find_lost(session, [(owner, agency_code)], clock=clock):
        told = Text(
            f"tidak tercatat bekerja pada {agency_code}",
            f"is not recorded as working in {agency_code}",
        )
        refuse([Refusal("/owner", told)])
