"""A change of a score as it was announced and is kept."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Announced(NamedTuple):
    """One announced change: `body` is its event, `moved` names the levels that moved."""

    assessment_id: UUID
    revision: int
    changed_at: datetime
    moved: str
    body: str
