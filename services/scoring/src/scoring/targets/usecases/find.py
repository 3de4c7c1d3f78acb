"""Find targets within the reach of whoever asks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from rules.edition import Edition
from scoring.state.domain.opening import Opening
from scoring.state.store import assessment
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import AGENCIES, check_reach
from scoring.state.usecases.load import known_editions
from scoring.targets import store
from scoring.targets.domain import Target, TargetFilter, TargetKey


async def find_targets(
    session: Session,
    principal: Principal,
    *,
    position: TargetKey | None,
    wanted: TargetFilter,
    limit: int,
    day: date,
) -> Sequence[Target]:
    """Return what is set for the token's agency and all below it.

    `day`: on which an agency is to be in its state.

    Raises:
        NotFound: There is no such agency within reach.
    """
    root = AGENCIES.root_of(principal)
    if wanted.agency_code is not None:
        await check_reach(session, principal, wanted.agency_code, pointer="agency_code")
    return await store.after(session, position, root_code=root, wanted=wanted, limit=limit, day=day)


class Deciding(NamedTuple):
    """An assessment whose score decides, and its edition as far as that is known."""

    opening: Opening
    edition: Edition | None


async def deciding_of(
    session: Session, targets: Sequence[Target], memory: Memory
) -> Mapping[UUID, Deciding]:
    """Return the assessments whose scores decide about these targets, by their ids."""
    ids = {each.assessment_id for each in targets if each.assessment_id is not None}
    openings = await assessment.find(session, ids)
    codes = {opening.edition_code for opening in openings.values()}
    editions = await known_editions(session, codes, memory)
    return {
        assessment_id: Deciding(opening, editions.get(opening.edition_code))
        for assessment_id, opening in openings.items()
    }
