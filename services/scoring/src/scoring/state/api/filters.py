"""Filters by codes: one that does not exist is refused, and some that do are named.

What lies out of reach is answered like what does not exist.
"""

from kit.awaited import awaiting
from kit.database import Session
from kit.web import MOST_NAMED, unknown_code
from scoring.state.store import assessment, edition


async def check_campaign(session: Session, code: str | None, *, root_code: str) -> None:
    """Check that an agency of a subtree takes part in a campaign. None is no filter.

    Raises:
        Invalid: Nobody of the subtree takes part in such a campaign.
    """
    if code is None or await assessment.takes_part(session, code, root_code=root_code):
        return
    known = await assessment.campaigns(session, root_code=root_code, limit=MOST_NAMED)
    # Submission may have opened it just now.
    raise awaiting(unknown_code("campaign", code, known), f"campaigns/{code}")


async def check_instrument(session: Session, code: str) -> None:
    """Check that an edition of an instrument is known.

    Raises:
        Invalid: There is none.
    """
    known = await edition.instruments(session)
    if code not in known:
        raise awaiting(
            unknown_code("instrument", code, known), f"editions?limit=1&instrument={code}"
        )
