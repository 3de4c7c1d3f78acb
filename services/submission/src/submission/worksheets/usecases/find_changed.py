"""Find the rows of a table that were changed since the download."""

from collections.abc import Sequence
from uuid import UUID

from kit.database import Session
from rules.refusal import Refusal
from submission.assessments.store import decisions
from submission.worksheets.domain.rows import FilledRow, changed_rows


async def find_changed(
    session: Session, assessment_id: UUID, stage: str, rows: Sequence[FilledRow]
) -> tuple[Sequence[FilledRow], Sequence[Refusal]]:
    """Return the rows that were changed since the download, and what is wrong with them.

    The revisions behind the rows are history, which never changes: no lock is needed.
    A row with an unknown revision is wrong, and so is a changed one that is not complete.
    """
    revisions = [row.revision for row in rows if row.revision is not None]
    found = await decisions.at_revisions(session, assessment_id, stage, revisions)
    return changed_rows(rows, {answer.revision: answer for answer in found})
