"""A contradiction as it is kept: each opening of one, with the sentence that tells of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rules.contradiction import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A contradiction that was found once. `number` counts the findings of its rule, from 1."""

    assessment_id: UUID
    rule_code: str
    number: int
    severity: Severity
    indicator_code: str | None
    text_id: str
    text_en: str
    opened_at: datetime
    cleared_at: datetime | None = None
