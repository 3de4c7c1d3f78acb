"""What a published record keeps of submission: what was asked, and what people signed for it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, UnsetType

from scoring.results.domain.part import Part


class SignaturePart(Part, frozen=True, kw_only=True):
    """Who signed, in which role, when, and the SHA-256 of exactly what they signed."""

    subject: str
    role: str
    sha256: str
    signed_at: datetime


class MinutesPart(Part, frozen=True, kw_only=True):
    """Minutes that count, by the SHA-256 of what they say."""

    minutes_id: UUID
    kind: str
    sha256: str
    signatures: tuple[SignaturePart, ...]


class GapPart(Part, frozen=True, kw_only=True):
    """What was submitted without an answer and has no level, with the reason that was given."""

    indicator_code: str
    reason: str


class SubmissionPart(Part, frozen=True, kw_only=True):
    """What was asked to be published, and what people signed for it.

    `evidence`: SHA-256 of each item. From `consent` on, four stand in every record but those of
    before there were requests; `state_hash` is that of the approved state of the stage. `gaps` is
    left out where there are none.
    """

    evidence: tuple[str, ...] = ()
    minutes: tuple[MinutesPart, ...] = ()
    approvals: tuple[SignaturePart, ...] = ()
    consent: SignaturePart | UnsetType | None = UNSET
    publication_id: UUID | UnsetType = UNSET
    stage: str | UnsetType = UNSET
    state_hash: str | UnsetType = UNSET
    gaps: tuple[GapPart, ...] | UnsetType = UNSET

    @property
    def told_gaps(self) -> tuple[GapPart, ...]:
        """Return the reasons that were given for what has no level."""
        return () if self.gaps is UNSET else self.gaps

    @property
    def is_asked(self) -> bool:
        """Say whether a request is behind it."""
        return self.publication_id is not UNSET

    @property
    def is_whole(self) -> bool:
        """Say whether what a request brings is all there, or nothing of it."""
        brought = (self.consent, self.publication_id, self.stage, self.state_hash)
        return len({part is UNSET for part in brought}) == 1


def gaps_part(gaps: Iterable[tuple[str, str]]) -> tuple[GapPart, ...] | UnsetType:
    """Return what a record keeps of gaps with their reasons; nothing where there are none."""
    return tuple(GapPart(indicator_code=code, reason=why) for code, why in gaps) or UNSET


def signers(signatures: Iterable[SignaturePart]) -> str:
    """Return who signed, in which role, and when."""
    return "; ".join(
        f"{each.subject} ({each.role}, {each.signed_at.isoformat()})" for each in signatures
    )
