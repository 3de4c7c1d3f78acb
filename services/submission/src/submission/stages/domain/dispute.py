"""Disputes (sanggah): the assessed agency contests what a submitted stage says of an indicator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from rules.text import Text
from submission.campaigns.domain.stage_state import Act

DisputeState = Literal["open", "accepted", "rejected"]
DisputeEnd = Literal["accepted", "rejected"]

DISPUTE_NAMES: Final[Mapping[DisputeState, Text]] = {
    "open": Text("masih terbuka", "still open"),
    "accepted": Text("sudah diterima", "accepted already"),
    "rejected": Text("sudah ditolak", "rejected already"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A dispute about one indicator of one stage; it is answered once."""

    dispute_id: UUID
    assessment_id: UUID
    stage: str
    indicator_code: str
    reason: str
    raised: Act
    state: DisputeState = "open"
    answer: str | None = None
    answered: Act | None = None
