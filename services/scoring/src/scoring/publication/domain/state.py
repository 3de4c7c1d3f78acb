"""The state of an assessment that a result is of: what was approved, read from the result itself.

Who publishes compares it with what is asked for; who verifies, with what the record names.
"""

from collections.abc import Collection, Iterator
from datetime import UTC
from uuid import UUID

from rules.assessment_state import (
    AssessmentState,
    StateDecision,
    StateLink,
    StateReview,
    contents_of,
    state_hash,
)
from scoring.requests.domain import LinkedEvidence, Request, Signature
from scoring.results.domain.record import Content
from scoring.results.domain.signed import (
    LinkPart,
    MinutesPart,
    ReviewPart,
    SignaturePart,
    SubmissionPart,
    gaps_part,
    some,
)
from scoring.state.domain.track import EVALUATION, stages_of


def submission_part(asked: Request, without_level: Collection[str]) -> SubmissionPart:
    """Return what a record keeps of its request.

    `without_level`: the codes of what has none; a reason for what got one later says nothing.
    """
    gaps = [
        (gap.indicator_code, gap.reason)
        for gap in asked.gaps
        if gap.indicator_code in without_level
    ]
    return SubmissionPart(
        evidence=tuple(sorted(asked.evidence)),
        minutes=tuple(
            MinutesPart(
                minutes_id=each.minutes_id,
                kind=each.kind,
                sha256=each.sha256,
                signatures=tuple(map(_signature, each.signatures)),
            )
            for each in asked.minutes
        ),
        approvals=tuple(map(_signature, asked.approvals)),
        consent=None if asked.consent is None else _signature(asked.consent),
        publication_id=asked.publication_id,
        stage=asked.stage,
        state_hash=asked.state_hash,
        gaps=gaps_part(gaps),
        links=some(map(_link, sorted(asked.links, key=lambda each: each.link_id))),
        withdrawn=some(sorted(asked.withdrawn)),
    )


def state_hash_of(assessment_id: UUID, content: Content) -> str | None:
    """Return the hash of the state that a content is of; None where its stage is not known.

    The decisions are those that the track counts, each with the stage that made it.
    """
    held = content.submission
    stages = EVALUATION if content.stages is None else stages_of(content.stages)
    place = stages.places.get(str(held.stage)) if held.is_asked else None
    if place is None:
        return None
    chosen = content.derivation_set
    return state_hash(
        AssessmentState(
            assessment_id=assessment_id,
            edition_code=content.edition.code,
            period=content.period,
            agency_code=content.agency_code,
            track=stages.tracks[place],
            stage=stages.codes[place],
            derivation_set_version=None if chosen is None else chosen.version,
            decisions=tuple(
                StateDecision(
                    indicator_code=part.code,
                    stage=part.decision.stage,
                    level=part.level,
                    explanation=part.decision.explanation,
                    decided_by=part.decision.decided_by,
                    revision=part.decision.revision,
                )
                for part in content.indicators
                if part.decision is not None and part.level is not None
            ),
            minutes=tuple(each.sha256 for each in held.minutes),
            evidence=held.evidence,
            links=tuple(map(_state_link, held.told_links)),
            withdrawn=held.told_withdrawn,
        )
    )


def contents_named(part: SubmissionPart) -> tuple[str, ...]:
    """Return the hashes of evidence that a record must name: those of its links, if it has any.

    A record of before there were links names what its request did.
    """
    links = tuple(map(_state_link, part.told_links))
    return contents_of(links) if links else part.evidence


def bound_signatures(part: SubmissionPart) -> Iterator[tuple[str, str, str]]:
    """Yield of each signature its place, and the hash that it must and that it does sign.

    An approval signs the state, a signature of minutes what they say.
    """
    for number, approval in enumerate(part.approvals):
        yield f"approvals[{number}].sha256", str(part.state_hash), approval.sha256
    for place, each in enumerate(part.minutes):
        for number, signed in enumerate(each.signatures):
            yield f"minutes[{place}].signatures[{number}].sha256", each.sha256, signed.sha256


def _link(link: LinkedEvidence) -> LinkPart:
    review = link.review
    return LinkPart(
        link_id=link.link_id,
        indicator_code=link.indicator_code,
        stage=link.stage,
        evidence_id=link.evidence_id,
        version=link.version,
        origin=link.origin,
        source_sha256=link.source_sha256,
        sha256=link.sha256,
        review=None
        if review is None
        else ReviewPart(number=review.number, stage=review.stage, state=review.state),
    )


def _state_link(part: LinkPart) -> StateLink:
    review = part.review
    return StateLink(
        link_id=part.link_id,
        indicator_code=part.indicator_code,
        stage=part.stage,
        evidence_id=part.evidence_id,
        version=part.version,
        origin=part.origin,
        source_sha256=part.source_sha256,
        sha256=part.sha256,
        review=None
        if review is None
        else StateReview(number=review.number, stage=review.stage, state=review.state),
    )


def _signature(signed: Signature) -> SignaturePart:
    return SignaturePart(
        subject=signed.subject,
        role=signed.role,
        sha256=signed.sha256,
        signed_at=signed.signed_at.astimezone(UTC),
    )
