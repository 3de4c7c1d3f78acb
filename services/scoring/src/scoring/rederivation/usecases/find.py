"""Find rederivations of campaigns within the reach of whoever asks."""

from collections.abc import Sequence
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, NotFound
from kit.languages import Text
from scoring.rederivation import store
from scoring.rederivation.store import Rederivation


async def find_rederivation(
    session: Session, rederivation_id: UUID, principal: Principal
) -> Rederivation:
    """Return a rederivation with its progress.

    Raises:
        NotFound: There is none, or its first event has not arrived yet.
        Forbidden: Nobody of the token's subtree takes part in its campaign.
    """
    root = _root_of(principal)
    found = await store.find(session, rederivation_id)
    if found is None:
        raise NotFound(
            Text("Penurunan ulang ini tidak ada.", "There is no such rederivation."),
            errors=[FieldError("path/rederivation_id", Text("tidak ada", "does not exist"))],
        )
    if not await store.is_within(session, rederivation_id, root_code=root):
        raise Forbidden(
            Text(
                f"Kegiatan {found.campaign_code} berada di luar instansi Anda dan bawahannya.",
                f"Neither your agency nor one below it takes part in {found.campaign_code}.",
            ),
            errors=[
                FieldError(
                    "path/rederivation_id", Text("di luar kewenangan", "is out of your reach")
                )
            ],
        )
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
        root_code=_root_of(principal),
        campaign_code=campaign_code,
        limit=limit,
    )


def _root_of(principal: Principal) -> str:
    if principal.agency_code is None:
        raise Forbidden(
            Text(
                "Token Anda tidak terikat pada instansi mana pun.",
                "Your token is bound to no agency.",
            )
        )
    return principal.agency_code
