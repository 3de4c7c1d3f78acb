"""Follow-ups: what an agency did about a recommendation, with its proof; judged once.

The next one can be sent when the one before was returned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from rules.text import Text
from submission.campaigns.domain.stage_state import Act

FollowupState = Literal["submitted", "verified", "returned"]
Judgement = Literal["verified", "returned"]

STATE_NAMES: Final[Mapping[FollowupState, Text]] = {
    "submitted": Text("menunggu verifikasi", "waits for its verification"),
    "verified": Text("sudah diverifikasi", "was verified"),
    "returned": Text("sudah dikembalikan", "was returned"),
}
# So many versions of the truth are enough.
MOST_FOLLOWUPS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Followup:
    """What was done, in words and by evidence. `number` counts those of its recommendation.

    `agency_code`: the agency that sent it. `reason`: of its judgement; a returned one has one.
    """

    followup_id: UUID
    recommendation_id: UUID
    number: int
    agency_code: str
    text: str
    evidence_ids: Sequence[UUID]
    sent: Act
    state: FollowupState = "submitted"
    judged: Act | None = None
    reason: str | None = None

    def says(self, text: str, evidence_ids: Sequence[UUID]) -> bool:
        """Say whether it tells exactly this."""
        return (self.text, *self.evidence_ids) == (text, *evidence_ids)
