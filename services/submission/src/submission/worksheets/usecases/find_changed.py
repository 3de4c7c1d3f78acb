"""Find the rows of a table that were changed since the download."""

from collections.abc import Sequence
from uuid import UUID

from kit.database import Session
from kit.errors import refuse
from submission.assessments.store import decisions
from submission.worksheets.domain.rows import FilledRow, changed_rows


async def find_changed(
    session: Session, assessment_id: UUID, stage: str, rows: Sequence[FilledRow]
) -> Sequence[FilledRow]:
    """Return the rows that were changed since they were written.

    What they were made from is in the history, which never changes: nothing need be locked.

    Raises:
        Unprocessable: A row was made from nothing, or is not complete; all of them are named.
    """
    revisions = [row.revision for row in rows]
    found = await decisions.at_revisions(session, assessment_id, stage, revisions)
    changed, faults = changed_rows(rows, {answer.revision: answer for answer in found})
    refuse(faults)
    return changed
