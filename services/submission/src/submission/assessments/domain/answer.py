"""Answers: what people decided about one indicator at one stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

UNANSWERED = 0
LONGEST_TOLD: Final = 20_000  # characters of the text that leaves the service

# How a decision came: alone, in a list of decisions, or in a table that was filled in.
Via = Literal["online", "bulk", "xlsx", "csv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The present answer. `revision` is that of the assessment after the decision; 0: no decision.

    `level` is None without a decision or after a withdrawal, and `n/a` when the indicator does not
    concern the agency. `explanation` is the whole text, `reasons` its parts if there are any.
    `sector`: the sector of public service that it is about, where the indicator asks for one.
    `tells_sector`: the text for others begins with it; not so of decisions of earlier releases.
    `decided_at` is when the decision was made, `recorded_at` when it was written down.
    """

    indicator_code: str
    stage: str
    level: str | None = None
    explanation: str = ""
    reasons: Mapping[str, str] | None = None
    sector: str | None = None
    tells_sector: bool = False
    revision: int = UNANSWERED
    decided_by: str | None = None
    decided_at: datetime | None = None
    recorded_at: datetime | None = None
    via: Via | None = None

    @property
    def told(self) -> str:
        """Return the text for events, the hash of a state and the published record."""
        return told_of(self.explanation, self.sector if self.tells_sector else None)

    def is_already(
        self,
        level: str | None,
        explanation: str,
        *,
        reasons: Mapping[str, str] | None = None,
        sector: str | None = None,
        decided_at: datetime | None = None,
    ) -> bool:
        """Say whether a decision for this level would change nothing that it says.

        What it does not say (its time, its sector, the explanation of a withdrawal) it leaves as
        it is.
        """
        if decided_at not in (None, self.decided_at) or sector not in (None, self.sector):
            return False
        if level is None:
            return self.level is None and explanation in ("", self.explanation)
        wanted = (level, explanation, reasons)
        return (self.level, self.explanation, self.reasons) == wanted


def told_of(explanation: str, sector: str | None) -> str:
    """Return an explanation as it leaves the service: it begins with the sector, if there is one.

    Where an indicator is about a sector, its level means nothing without it.
    """
    return explanation if sector is None else f"Sektor: {sector}\n\n{explanation}"
