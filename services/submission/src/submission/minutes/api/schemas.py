"""The bodies and answers of minutes, their signatures and verdicts."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Day, Id, Name
from submission.agencies.api.schemas import Code
from submission.assessments.api.schemas import Stage
from submission.campaigns.domain.stages import MinutesKind, Side
from submission.minutes.domain.verdict import Validity
from submission.people.api.schemas import SubjectField
from submission.signatures.api import SignatureInput, SignatureView

MinutesId = Annotated[
    Id,
    Path(description="Id of the minutes", examples=["01a20201-9d31-7740-a619-5b4df6c9f655"]),
]
_Words = Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK]


class ParticipantInput(Body):
    """Who took part: give the subject of their token, or their name."""

    side: Annotated[Side, Field(description="For whom they took part")]
    position: Annotated[Name, Field(description="Their position")]
    subject: Annotated[
        SubjectField | None,
        Field(description="Subject of their token; null or left out: none"),
    ] = None
    name: Annotated[
        Name | None, Field(description="Their name; null or left out: the subject stands for it")
    ] = None


class QuestionInput(Body):
    """What was asked, and what was answered."""

    question: Annotated[_Words, Field(description="What was asked")]
    answer: Annotated[_Words, Field(description="What was answered")]


class FindingInput(Body):
    """What was found about an indicator."""

    indicator_code: Annotated[Code, Field(description="Code of an indicator of the edition")]
    finding: Annotated[_Words, Field(description="What was found")]


class MinutesInput(Body):
    """What minutes tell. Both sides take part; an interview asks, a visit finds something."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "interview",
                    "stage": "interviu",
                    "held_on": "2026-09-14",
                    "place": "Ruang rapat Dinas Komunikasi dan Informatika",
                    "participants": [
                        {"side": "agency", "position": "Kepala Bidang", "subject": "petugas-1"},
                        {"side": "assessor", "position": "Asesor", "subject": "asesor-1"},
                    ],
                    "questions": [
                        {
                            "question": "Kapan peta proses bisnis direviu terakhir?",
                            "answer": "Maret 2026; notulen ditunjukkan.",
                        }
                    ],
                    "findings": [{"indicator_code": "13", "finding": "Reviu tahun 2026 terbukti."}],
                }
            ]
        },
    )

    kind: Annotated[MinutesKind, Field(description="What the minutes are of")]
    stage: Annotated[Stage, Field(description="Stage at which they are made")]
    held_on: Annotated[Day, Field(description="Local day on which it took place")]
    place: Annotated[Name, Field(description="Where it took place")]
    participants: Annotated[
        list[ParticipantInput],
        Field(min_length=1, max_length=100, description="Who took part, of both sides"),
    ]
    questions: Annotated[
        list[QuestionInput], Field(max_length=500, description="Questions and their answers")
    ] = Field(default_factory=list)
    findings: Annotated[
        list[FindingInput], Field(max_length=500, description="Findings, one per indicator")
    ] = Field(default_factory=list)


class MinutesSignatureInput(SignatureInput):
    """The signature of the document that has this hash, for one side."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sha256": "5f" * 32, "side": "agency"}]},
    )

    side: Annotated[Side, Field(description="For whom you sign")]


class VerdictInput(Body):
    """Whether what the stages before decided is valid, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"validity": "valid", "reason": "Bukti dan tingkat sudah sesuai."}]
        },
    )

    validity: Annotated[Validity, Field(description="Whether it is valid")]
    reason: Annotated[_Words, Field(description="Why")]


class ParticipantView(BaseModel):
    """Who took part."""

    side: Annotated[Side, Field(description="For whom they took part")]
    position: Annotated[str, Field(description="Their position")]
    subject: Annotated[str | None, Field(description="Subject of their token; null: has none")]
    name: Annotated[str | None, Field(description="Their name; null: the subject stands for it")]


class QuestionView(BaseModel):
    """What was asked, and what was answered."""

    question: Annotated[str, Field(description="What was asked")]
    answer: Annotated[str, Field(description="What was answered")]


class FindingView(BaseModel):
    """What was found about an indicator."""

    indicator_code: str
    finding: Annotated[str, Field(description="What was found")]


class MinutesDocument(BaseModel):
    """What is signed: the SHA-256 of its canonical JSON (RFC 8785) is the hash to sign."""

    minutes_id: UUID
    assessment_id: UUID
    campaign_code: str
    agency_code: str
    edition_code: str
    period: str
    kind: Annotated[MinutesKind, Field(description="What the minutes are of")]
    stage: Stage
    held_on: Annotated[date, Field(description="Local day on which it took place")]
    place: Annotated[str, Field(description="Where it took place")]
    participants: Annotated[list[ParticipantView], Field(description="Who took part")]
    questions: Annotated[list[QuestionView], Field(description="Questions and their answers")]
    findings: Annotated[list[FindingView], Field(description="Findings, one per indicator")]
    levels_sha256: Annotated[
        str | None,
        Field(description="Of a self-assessment: SHA-256 of its levels; else null"),
    ]


class MinutesSignatureView(SignatureView):
    """A signature. It stays when the minutes change, and is stale then."""

    side: Annotated[Side, Field(description="For whom it was given")]


class MinutesView(BaseModel):
    """Minutes as they are now, with every signature that they ever got."""

    minutes_id: UUID
    assessment_id: UUID
    revision: Annotated[int, Field(description="Number of what was written; the ETag")]
    state: Annotated[
        Literal["draft", "partly_signed", "signed"],
        Field(description="draft: no signature counts; signed: one of every side counts"),
    ]
    document: MinutesDocument
    sha256: Annotated[str, Field(description="SHA-256 of the present document, to be signed")]
    signatures: Annotated[list[MinutesSignatureView], Field(description="Oldest first")]
    lacking: Annotated[list[Side], Field(description="The sides that have not signed it yet")]
    written_by: Annotated[str, Field(description="Subject of the token that wrote it last")]
    written_at: Annotated[datetime, Field(description="When it was written last (UTC)")]


class VerdictView(BaseModel):
    """The newest verdict; `validity` is null and `revision` 0 before the first."""

    assessment_id: UUID
    stage: Stage
    revision: Annotated[int, Field(description="Number of verdicts so far; the ETag")]
    validity: Annotated[Validity | None, Field(description="Whether it is valid; null: unsaid")]
    reason: Annotated[str, Field(description="Why, empty before the first")]
    is_present: Annotated[
        bool, Field(description="Whether it is about the levels that count at the stage now")
    ]
    said_by: Annotated[str | None, Field(description="Subject of the token that said it")]
    said_at: Annotated[datetime | None, Field(description="When it was said (UTC)")]
