"""How minutes are shown."""

from submission.minutes.api import schemas
from submission.minutes.domain.record import Finding, Participant, Question, Record
from submission.minutes.domain.signed import SignedMinutes
from submission.signatures.api import signature_view


def record_of(body: schemas.MinutesInput) -> Record:
    """Return the record that a body tells."""
    return Record(
        kind=body.kind,
        stage=body.stage,
        held_on=body.held_on,
        place=body.place,
        participants=tuple(Participant(**each.model_dump()) for each in body.participants),
        questions=tuple(Question(**each.model_dump()) for each in body.questions),
        findings=tuple(Finding(**each.model_dump()) for each in body.findings),
    )


def minutes_view(signed: SignedMinutes) -> schemas.MinutesView:
    """Return minutes as they are shown."""
    minutes = signed.minutes
    return schemas.MinutesView(
        minutes_id=minutes.minutes_id,
        assessment_id=minutes.assessment_id,
        revision=minutes.revision,
        state="signed" if signed.is_signed else "partly_signed" if signed.counting else "draft",
        document=schemas.MinutesDocument.model_validate(signed.document),
        sha256=signed.sha256,
        signatures=[
            schemas.MinutesSignatureView(
                side=signed.side_of(each),
                **signature_view(each, sha256=signed.sha256).model_dump(),
            )
            for each in signed.signatures
        ],
        lacking=signed.lacking,
        written_by=minutes.written.by,
        written_at=minutes.written.at,
    )
