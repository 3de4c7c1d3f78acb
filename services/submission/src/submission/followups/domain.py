"""Follow-ups: what an agency did about a recommendation, with its proof.

submitted -> verified     somebody above saw that it was done
submitted -> returned     it is not enough; the next one can be sent
verified -> returned      the verification was a mistake; the recommendation is open again
submitted -> withdrawn    the agency takes it back; the next one can be sent
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from rules.text import Text
from submission.campaigns.domain.stage_state import Act

FollowupState = Literal["submitted", "verified", "returned", "withdrawn"]
Judgement = Literal["verified", "returned"]

STATE_NAMES: Final[Mapping[FollowupState, Text]] = {
    "submitted": Text("menunggu verifikasi", "waits for its verification"),
    "verified": Text("sudah diverifikasi", "was verified"),
    "returned": Text("sudah dikembalikan", "was returned"),
    "withdrawn": Text("sudah ditarik kembali", "was withdrawn"),
}
# One of these is the last word of the agency.
COUNTING: Final = frozenset[FollowupState]({"submitted", "verified"})
# So many versions of the truth are enough.
MOST_FOLLOWUPS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Followup:
    """What was done, in words and by evidence. `number` counts those of its recommendation.

    `agency_code`: the agency that sent it. `reason`: of its judgement or withdrawal.
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
