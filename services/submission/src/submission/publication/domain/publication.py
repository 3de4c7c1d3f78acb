"""A publication: a stage of an assessment, asked for in exactly one state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from submission.campaigns.domain.stages import Stage
from submission.scores.domain import PublicationOutcome

_PROVISIONAL: Final = "provisional"
PublicationState = Literal["requested", "published", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was asked for; it never changes. `track`: the one that is published.

    `revision`: that of the assessment with the request. `reason`: why a result is corrected.
    """

    publication_id: UUID
    assessment_id: UUID
    revision: int
    stage: str
    track: str
    state_hash: str
    reason: str | None
    published_by: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class AnsweredPublication:
    """A publication with what became of it; None: scoring has not answered yet."""

    publication: Publication
    outcome: PublicationOutcome | None = None

    @property
    def state(self) -> PublicationState:
        """Return where it stands."""
        return "requested" if self.outcome is None else self.outcome.outcome


def tracks_of(stages: Sequence[Stage], stage: Stage) -> tuple[str, ...]:
    """Return the tracks that a stage can be published as: its own, with the last one all together.

    `provisional` adds what is known from facts alone; nobody approves that, so it is asked for.
    """
    return (stage.track, _PROVISIONAL) if stage == stages[-1] else (stage.track,)
