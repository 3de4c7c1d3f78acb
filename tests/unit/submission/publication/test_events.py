"""The event of a publication fits into one message, with as many links as an assessment has."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from contracts.registry import encode
from rules.assessment_state import StateLink, StateReview
from submission.links.domain.link import MOST_IN_ALL
from submission.links.domain.stage_evidence import StageEvidence
from submission.publication.domain.publication import Publication
from submission.publication.events import assessment_published

# What a topic takes; the rest is for minutes, approvals and reasons.
MESSAGE, REST = 1024 * 1024, 200 * 1024


def test_the_largest_evidence_fits_into_one_event() -> None:
    links = [
        StateLink(
            link_id=uuid4(),
            indicator_code="A1.K2.13.45",
            stage="penjaminan_mutu",
            evidence_id=uuid4(),
            version=500,
            origin="record",
            source_sha256="a" * 64,
            sha256=f"{number:064x}",
            review=StateReview(number=100, stage="penjaminan_mutu", state="accepted"),
        )
        for number in range(MOST_IN_ALL)
    ]
    withdrawn = tuple(each.evidence_id for each in links)
    event = assessment_published(
        Publication(
            publication_id=UUID(int=1),
            assessment_id=UUID(int=2),
            revision=1,
            stage="penetapan",
            track="penetapan",
            state_hash="b" * 64,
            reason=None,
            published_by="penerbit",
            published_at=datetime(2026, 11, 1, tzinfo=UTC),
        ),
        evidence=StageEvidence(links=tuple(links), withdrawn=withdrawn),
        minutes=(),
        approvals=(),
        consent=None,
        gaps={},
    )
    assert len(event.evidence) == MOST_IN_ALL
    assert len(encode(event)) < MESSAGE - REST
