"""Records of interviews and visits, and the Berita Acara of the self-assessment.

PermenPANRB 59/2020, chapter III: interviews and visits end with minutes that both sides sign, the
self-assessment with minutes that the coordinator signs. What is signed is the document: the record
and, of a self-assessment, the hash of the levels it is about and of the evidence that they rest on.
A change makes another document.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import MinutesKind, Side, Stage
from submission.editions.domain.edition import Edition
from submission.editions.domain.naming import check_named

# All of them are read for each state of a stage, and travel with a publication.
MOST_MINUTES: Final = 100

KIND_NAMES: Final = {
    "interview": Text("berita acara wawancara", "minutes of an interview"),
    "observation": Text("berita acara observasi", "minutes of a visit"),
    "self_assessment": Text("berita acara penilaian mandiri", "minutes of the self-assessment"),
}
SIDE_NAMES: Final = {
    "agency": Text("instansi yang dinilai", "the assessed agency"),
    "assessor": Text("asesor", "the assessors"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who took part: the subject of a token, or a free name."""

    side: Side
    position: str
    subject: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about an indicator."""

    indicator_code: str
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What minutes tell. `held_on` is a local day of the assessed agency."""

    kind: MinutesKind
    stage: str
    held_on: date
    place: str
    participants: Sequence[Participant]
    questions: Sequence[Question] = ()
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Minutes of an assessment as they are now; `revision` counts what was written."""

    minutes_id: UUID
    assessment_id: UUID
    record: Record
    revision: int
    written: Act


def document_of(
    minutes: Minutes, assessment: Assessment, *, levels_sha256: str | None
) -> dict[str, Any]:
    """Return what is signed, as plain data. `levels_sha256`: of a self-assessment alone."""
    record = minutes.record
    return {
        "minutes_id": str(minutes.minutes_id),
        "assessment_id": str(assessment.assessment_id),
        "campaign_code": assessment.campaign_code,
        "agency_code": assessment.agency_code,
        "edition_code": assessment.edition_code,
        "period": assessment.period,
        "kind": record.kind,
        "stage": record.stage,
        "held_on": record.held_on.isoformat(),
        "place": record.place,
        "participants": [
            {
                "side": each.side,
                "position": each.position,
                "subject": each.subject,
                "name": each.name,
            }
            for each in record.participants
        ],
        "questions": [
            {"question": each.question, "answer": each.answer} for each in record.questions
        ],
        "findings": [
            {"indicator_code": each.indicator_code, "finding": each.finding}
            for each in record.findings
        ],
        "levels_sha256": levels_sha256,
    }


def check_record(
    record: Record, stage: Stage, edition: Edition, *, today: date
) -> Iterator[Refusal]:
    """Yield what is wrong with a record. `today`: the local day of the assessed agency."""
    if not stage.takes(record.kind):
        name = KIND_NAMES[record.kind]
        yield Refusal(
            "/kind",
            Text(
                f"tahap {stage.code} tidak mempunyai {name.id}",
                f"the stage {stage.code} has no {name.en}",
            ),
        )
        return
    if record.held_on > today:
        yield Refusal("/held_on", Text("belum terjadi", "lies ahead"))
    yield from _absent(record, stage)
    yield from _nameless(record)
    yield from _empty(record)
    codes = [each.indicator_code for each in record.findings]
    yield from check_named(codes, edition, pointer="/findings/{}/indicator_code")


def _absent(record: Record, stage: Stage) -> Iterator[Refusal]:
    """Yield the sides that sign, and of which nobody took part."""
    there = {each.side for each in record.participants}
    for side in stage.signers_of(record.kind):
        if side not in there:
            name = SIDE_NAMES[side]
            yield Refusal(
                "/participants",
                Text(f"belum ada peserta dari pihak {name.id}", f"has nobody of {name.en}"),
            )


def _nameless(record: Record) -> Iterator[Refusal]:
    for place, each in enumerate(record.participants):
        if (each.subject is None) == (each.name is None):
            yield Refusal(
                f"/participants/{place}",
                Text("isi salah satu: subject atau name", "give one of the two: subject or name"),
            )


def _empty(record: Record) -> Iterator[Refusal]:
    """Yield what a record of its kind cannot be without."""
    if record.kind == "interview" and not record.questions:
        yield Refusal("/questions", Text("wajib pada wawancara", "an interview needs them"))
    if record.kind == "observation" and not record.findings:
        yield Refusal("/findings", Text("wajib pada observasi", "a visit needs them"))
