"""Find a crosswalk by its code."""

from instrument.crosswalks.store import crosswalks
from instrument.crosswalks.store.tables import CrosswalkRow
from instrument.documents.domain.refusals import AbsentError
from kit.database import Session
from rules.text import Text


async def find_crosswalk(session: Session, crosswalk_code: str) -> CrosswalkRow:
    """Return a crosswalk.

    Raises:
        AbsentError: There is no crosswalk with this code.
    """
    row = await crosswalks.find(session, crosswalk_code)
    if row is None:
        raise AbsentError(
            Text(
                f"Pemetaan {crosswalk_code} tidak ada.", f"There is no crosswalk {crosswalk_code}."
            ),
            "crosswalk_code",
        )
    return row
