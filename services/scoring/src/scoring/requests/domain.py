"""Requests to publish a stage of an assessment in a certain state, and their answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class ArrivedRequest(NamedTuple):
    """A request as it arrived; `body` is the JSON of its event."""

    publication_id: UUID
    assessment_id: UUID
    revision: int
    body: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, in which role, and the SHA-256 of exactly what they signed."""

    subject: str
    role: str
    sha256: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class SignedMinutes:
    """Minutes that count, by the SHA-256 of what they say."""

    minutes_id: UUID
    kind: str
    sha256: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a submission left without an answer, and why."""

    indicator_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class LinkReview:
    """What assessors said of a link; `number` counts its reviews."""

    number: int
    stage: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEvidence:
    """A version of an item of evidence that an indicator rests on.

    `sha256`: of its content; None where nobody knows it. `source_sha256`: of what it names; None of
    a file.
    """

    link_id: UUID
    indicator_code: str
    stage: str
    evidence_id: UUID
    version: int
    origin: str
    source_sha256: str | None
    sha256: str | None
    review: LinkReview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request with all that the result rests on. A correction has a reason.

    `revision`: that of the assessment. `state_hash`: of the state that was approved. `evidence`:
    SHA-256 of each content. `gaps`: what was left without an answer. `links`: the evidence that
    indicators rest on; `withdrawn`: its items that their owners do not stand by any more.
    """

    publication_id: UUID
    assessment_id: UUID
    revision: int
    stage: str
    track: str
    state_hash: str
    evidence: tuple[str, ...]
    minutes: tuple[SignedMinutes, ...]
    approvals: tuple[Signature, ...]
    consent: Signature | None
    published_by: str
    reason: str | None = None
    gaps: tuple[Gap, ...] = ()
    links: tuple[LinkedEvidence, ...] = ()
    withdrawn: tuple[UUID, ...] = ()
