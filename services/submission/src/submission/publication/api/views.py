"""How publications are shown."""

from kit.fields import TextView
from submission.publication.api import schemas
from submission.publication.domain.publication import AnsweredPublication
from submission.scores.domain import PublicationOutcome


def publication_view(told: AnsweredPublication) -> schemas.PublicationView:
    """Return a publication as it is shown."""
    asked, outcome = told.publication, told.outcome
    return schemas.PublicationView(
        publication_id=asked.publication_id,
        assessment_id=asked.assessment_id,
        stage=asked.stage,
        track=asked.track,
        state_hash=asked.state_hash,
        reason=asked.reason,
        published_by=asked.published_by,
        published_at=asked.published_at,
        state=told.state,
        answered_at=None if outcome is None else outcome.at,
        result=None if outcome is None else _result(outcome),
        reasons=[]
        if outcome is None
        else [TextView.model_validate(each) for each in outcome.reasons],
    )


def _result(outcome: PublicationOutcome) -> schemas.PublishedView | None:
    if outcome.revision is None or outcome.result_hash is None or outcome.sequence is None:
        return None
    return schemas.PublishedView(
        revision=outcome.revision, result_hash=outcome.result_hash, sequence=outcome.sequence
    )
