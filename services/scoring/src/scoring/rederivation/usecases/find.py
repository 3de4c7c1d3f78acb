"""Find rederivations of campaigns within the reach of whoever asks."""

from collections.abc import Sequence
from uuid import UUID

from kit.auth import Principal
from kit.awaited import awaiting
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from scoring.rederivation import store
from scoring.rederivation.domain import Rederivation
from scoring.state.usecases.check_reach import AGENCIES


async def find_rederivation(
    session: Session, rederivation_id: UUID, principal: Principal
) -> Rederivation:
    """Return a rederivation with its progress.

    Raises:
        NotFound: There is none of a campaign that the token's subtree takes part in, or its first
            event has not arrived yet.
    """
    root = AGENCIES.root_of(principal)
    found = await store.find(session, rederivation_id, root_code=root)
    if found is None:
        unknown = missing(
            "rederivation_id",
            Text("Penurunan ulang ini tidak ada.", "There is no such rederivation."),
        )
        raise awaiting(unknown, f"campaigns?limit=1&rederivation={rederivation_id}")
    return found


async def find_rederivations(
    session: Session,
    principal: Principal,
    *,
    position: UUID | None,
    campaign_code: str | None,
    limit: int,
) -> Sequence[Rederivation]:
    """Return the rederivations of campaigns that the token's subtree takes part in."""
    return await store.after(
        session,
        position,
        root_code=AGENCIES.root_of(principal),
        campaign_code=campaign_code,
        limit=limit,
    )
