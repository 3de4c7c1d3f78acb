"""Find published results within the reach of whoever asks. The public reaches all of them."""

from collections.abc import Sequence
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from scoring.results import store
from scoring.results.store import StoredResult
from scoring.state.usecases.check_reach import AGENCIES, check_reach


async def find_result(
    session: Session, assessment_id: UUID, revision: int, principal: Principal
) -> StoredResult:
    """Return a result.

    Raises:
        NotFound: There is no such result within reach.
    """
    root = AGENCIES.root_or_everything(principal, role="public")
    found = await store.find(session, assessment_id, revision, root_code=root)
    if found is None:
        raise missing("revision", Text("Hasil ini tidak ada.", "There is no such result."))
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
    """Return results, newest first. To the public, an agency without results does not exist.

    Raises:
        NotFound: As for the scores of `agency_code`.
    """
    root = AGENCIES.root_or_everything(principal, role="public")
    if root is not None and agency_code is not None:
        await check_reach(session, principal, agency_code, pointer="agency_code")
    elif agency_code is not None and not await store.are_there(session, agency_code=agency_code):
        raise AGENCIES.absent(agency_code, pointer="agency_code")
    return await store.before(
        session,
        before,
        root_code=root,
        agency_code=agency_code,
        campaign_code=campaign_code,
        limit=limit,
    )
