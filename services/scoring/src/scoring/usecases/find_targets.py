"""Find targets within the reach of whoever asks."""

from collections.abc import Sequence

from kit.auth import Principal
from kit.database import Session
from scoring.domain.target import Target, TargetKey, TargetState
from scoring.store import target
from scoring.usecases.find_score import check_reach, root_of


async def find_targets(
    session: Session,
    principal: Principal,
    *,
    position: TargetKey | None,
    agency_code: str | None,
    year: int | None,
    state: TargetState | None,
    limit: int,
) -> Sequence[Target]:
    """Return what is set for the token's agency and all below it.

    Raises:
        NotFound, Forbidden: As for the scores of `agency_code`.
    """
    root = root_of(principal)
    if agency_code is not None:
        await check_reach(session, root, agency_code, pointer="query/agency")
    return await target.after(
        session,
        position,
        root_code=root,
        agency_code=agency_code,
        year=year,
        state=state,
        limit=limit,
    )
