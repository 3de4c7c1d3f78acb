"""Answers: what people decided about one indicator at one stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Stage = Literal["mandiri", "dokumen", "interviu", "visitasi", "reviu"]

UNANSWERED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The present answer. `revision` is the assessment's at the decision, 0 before the first.

    `level` is None when nobody answered or the answer was withdrawn, `n/a` when the indicator does
    not concern the agency. `explanation` is the whole text, `reasons` its parts where it has some.
    `decided_at` is when the decision was made, `recorded_at` when it was written down.
    """

    indicator_code: str
    stage: Stage
    level: str | None = None
    explanation: str = ""
    reasons: Mapping[str, str] | None = None
    revision: int = UNANSWERED
    decided_by: str | None = None
    decided_at: datetime | None = None
    recorded_at: datetime | None = None

    def says(self, level: str | None, explanation: str) -> bool:
        """Say whether a decision would change nothing."""
        if level is None:
            return self.level is None
        return (self.level, self.explanation) == (level, explanation)
