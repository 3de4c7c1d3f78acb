"""Changes of scores and findings as they were announced and are kept."""

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


class Cleared(NamedTuple):
    """A contradiction that was announced to be gone."""

    assessment_id: UUID
    rule_code: str
    number: int
    cleared_at: datetime
