"""What a published record keeps of submission: what was asked, and what people signed for it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from scoring.results.domain.part import Part

T = TypeVar("T")


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


class ReviewPart(Part, frozen=True, kw_only=True):
    """What assessors said of a link up to the stage; `number` counts its reviews."""

    number: int
    stage: str
    state: str


class LinkPart(Part, frozen=True, kw_only=True):
    """A version of an item of evidence that an indicator rests on.

    `sha256`: of the content of a file, of what an address gave when it was linked, of a record as
    it was stated; null where nobody knows it. `source_sha256`: of the address, or of what a record
    is called; null of a file.
    """

    link_id: UUID
    indicator_code: str
    stage: str
    evidence_id: UUID
    version: int
    origin: str
    source_sha256: str | None
    sha256: str | None
    review: ReviewPart | None


class SubmissionPart(Part, frozen=True, kw_only=True):
    """What was asked to be published, and what people signed for it.

    `evidence`: SHA-256 of each content. From `consent` on, four stand in every record but those of
    before there were requests; `state_hash` is that of the approved state of the stage. `gaps`,
    `links` and `withdrawn` (items of links that their owners do not stand by any more) are left out
    where there are none.
    """

    evidence: tuple[str, ...] = ()
    minutes: tuple[MinutesPart, ...] = ()
    approvals: tuple[SignaturePart, ...] = ()
    consent: SignaturePart | UnsetType | None = UNSET
    publication_id: UUID | UnsetType = UNSET
    stage: str | UnsetType = UNSET
    state_hash: str | UnsetType = UNSET
    gaps: tuple[GapPart, ...] | UnsetType = UNSET
    links: tuple[LinkPart, ...] | UnsetType = UNSET
    withdrawn: tuple[UUID, ...] | UnsetType = UNSET

    @property
    def told_gaps(self) -> tuple[GapPart, ...]:
        """Return the reasons that were given for what has no level."""
        return () if self.gaps is UNSET else self.gaps

    @property
    def told_links(self) -> tuple[LinkPart, ...]:
        """Return the evidence that indicators rest on."""
        return () if self.links is UNSET else self.links

    @property
    def told_withdrawn(self) -> tuple[UUID, ...]:
        """Return the items of links that their owners do not stand by any more."""
        return () if self.withdrawn is UNSET else self.withdrawn

    @property
    def is_asked(self) -> bool:
        """Say whether a request is behind it."""
        return self.publication_id is not UNSET

    @property
    def is_whole(self) -> bool:
        """Say whether what a request brings is all there, or nothing of it."""
        brought = (self.consent, self.publication_id, self.stage, self.state_hash)
        return len({part is UNSET for part in brought}) == 1


def some(parts: Iterable[T]) -> tuple[T, ...] | UnsetType:
    """Return parts as a record keeps them: left out where there are none."""
    return tuple(parts) or UNSET


def gaps_part(gaps: Iterable[tuple[str, str]]) -> tuple[GapPart, ...] | UnsetType:
    """Return what a record keeps of gaps with their reasons; nothing where there are none."""
    return some(GapPart(indicator_code=code, reason=why) for code, why in gaps)


def signers(signatures: Iterable[SignaturePart]) -> str:
    """Return who signed, in which role, and when."""
    return "; ".join(
        f"{each.subject} ({each.role}, {each.signed_at.isoformat()})" for each in signatures
    )
