"""Find published results within the reach of whoever asks. The public reaches all of them."""

from collections.abc import Sequence
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, NotFound
from kit.languages import Text
from scoring.results import store
from scoring.results.store import StoredResult
from scoring.state.store import agency


async def find_result(
    session: Session, assessment_id: UUID, revision: int, principal: Principal
) -> StoredResult:
    """Return a result.

    Raises:
        NotFound: There is no such result.
        Forbidden: Its agency is outside the subtree of the token's agency.
    """
    root = _root_of(principal)
    found = await store.find(session, assessment_id, revision)
    if found is None:
        raise NotFound(
            Text("Hasil ini tidak ada.", "There is no such result."),
            errors=[FieldError("path/revision", Text("tidak ada", "does not exist"))],
        )
    await _check_reach(session, root, found.agency_code, pointer="path/assessment_id")
    return found


async def find_results(
    session: Session,
    principal: Principal,
    *,
    before: int,
    agency_code: str | None,
    campaign_code: str | None,
    limit: int,
) -> Sequence[StoredResult]:
    """Return results, newest first.

    Raises:
        Forbidden: `agency_code` is outside the subtree of the token's agency.
    """
    root = _root_of(principal)
    if agency_code is not None:
        await _check_reach(session, root, agency_code, pointer="query/agency")
    return await store.before(
        session,
        before,
        root_code=root,
        agency_code=agency_code,
        campaign_code=campaign_code,
        limit=limit,
    )


def _root_of(principal: Principal) -> str | None:
    """Return the agency at the top of what may be seen; None: everything."""
    if principal.agency_code is None and "public" not in principal.roles:
        raise Forbidden(
            Text(
                "Token Anda tidak terikat pada instansi mana pun.",
                "Your token is bound to no agency.",
            )
        )
    return principal.agency_code


async def _check_reach(
    session: Session, root: str | None, agency_code: str, *, pointer: str
) -> None:
    if root is not None and root not in await agency.line(session, agency_code):
        raise Forbidden(
            Text(
                f"{agency_code} berada di luar instansi Anda dan bawahannya.",
                f"{agency_code} is neither your agency nor below it.",
            ),
            errors=[FieldError(pointer, Text("di luar kewenangan", "is out of your reach"))],
        )
