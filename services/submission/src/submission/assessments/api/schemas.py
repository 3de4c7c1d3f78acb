"""The bodies and answers of assessments. The names are those of the events."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import (
    FREE_TEXT,
    NOT_BLANK,
    ONE_LINE,
    WHOLE_AS_TEXT,
    Body,
    Id,
    Instant,
    Name,
    TextView,
)
from rules.sentences import OPEN_CODE
from submission.agencies.api.schemas import AgencyLifeView, Code
from submission.campaigns.domain.assessment import EndCause

# The kind of the campaign says which stages there are.
Stage = Annotated[str, Field(pattern=OPEN_CODE)]

IndicatorCode = Annotated[Code, Path(examples=["13"])]
StageCode = Annotated[str, Path(pattern=OPEN_CODE, examples=["dokumen"])]
AssessmentId = Annotated[Id, Path(examples=["0198c0de-0000-7000-8000-000000000001"])]


Level = Annotated[
    str,
    Field(max_length=70, examples=["3", "72.5", "BB", "n/a"]),
    ONE_LINE,
    WHOLE_AS_TEXT,
]
Sentences = Annotated[str, Field(min_length=1, max_length=20_000), FREE_TEXT, NOT_BLANK]


class AnswerView(BaseModel):
    """The present answer; `level` is null and `revision` 0 without a decision.

    `reasons` are the parts of the explanation, if an assessor gave it in parts.
    A withdrawn answer has no level and the revision of its withdrawal. `decided_at` is when the
    decision was made, `recorded_at` when it was written down.
    """

    indicator_code: str
    stage: Stage
    level: str | None
    explanation: str
    reasons: dict[str, str] | None
    sector: Annotated[
        str | None, Field(description="Sector of public service that it is about; null: none")
    ]
    revision: int
    decided_by: str | None
    decided_at: datetime | None
    recorded_at: datetime | None
    via: Literal["online", "bulk", "xlsx", "csv"] | None


class MovementView(BaseModel):
    """What decisions do to the predicate of their stage; one that moves it needs a second person.

    The stage cannot be closed before somebody with the role approver has approved its state.
    """

    predicate_before: Annotated[
        TextView | None, Field(description="Predicate of the stage before; null: it had none")
    ]
    predicate_after: Annotated[
        TextView | None, Field(description="Predicate of the stage now; null: it has none")
    ]


class DecidedAnswer(MovementView, AnswerView):
    """The present answer after a decision, and what it does to the predicate of the stage."""


class Reasons(Body):
    """An explanation: facts with document, article and page; analysis; proof; justification.

    `pembuktian` names what proves the level below: in SPBE every level above the lowest needs it.
    """

    fakta: Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK]
    analisis: Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK]
    pembuktian: (
        Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK] | None
    ) = None
    justifikasi: (
        Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK] | None
    ) = None

    def parts(self) -> dict[str, str]:
        """Return the parts that are given."""
        return self.model_dump(exclude_none=True)

    def text(self) -> str:
        """Return the whole explanation as one text."""
        return "\n\n".join(f"{name.capitalize()}: {part}" for name, part in self.parts().items())


class StageLevelInput(Body):
    """The decision of a stage about an indicator; give either `reasons` or one text.

    The level is an exact number, a symbol or name of the scale (it is kept as its number), or `n/a`
    where the edition lets the indicator not concern the agency. `decided_at`: if it was before now.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "level": "3",
                    "reasons": {
                        "fakta": "Peraturan Bupati 12/2025, pasal 4, halaman 3.",
                        "analisis": "Seluruh perangkat daerah dicakup, belum ada reviu.",
                        "pembuktian": "Tingkat 2: Keputusan Bupati 5/2023, halaman 2.",
                        "justifikasi": "Kriteria tingkat 4 belum terpenuhi.",
                    },
                }
            ]
        },
    )

    level: Level
    explanation: Sentences | None = None
    reasons: Reasons | None = None
    sector: Annotated[
        Name | None,
        Field(
            description="Sector of public service that the answer is about, such as Kesehatan;"
            " indicators 45 to 47 of permenpanrb-59-2020 name three different ones; null or left"
            " out: that of before stays"
        ),
    ] = None
    decided_at: Instant | None = None

    def whole_text(self) -> str:
        """Return the explanation as one text."""
        return self.reasons.text() if self.reasons else self.explanation or ""

    def parts(self) -> dict[str, str] | None:
        """Return the parts of the explanation, if it is given in parts."""
        return self.reasons.parts() if self.reasons else None


class AnswerInput(StageLevelInput):
    """The answer of a respondent; give either `reasons` or one text.

    The level is an exact number, a symbol or name of the scale (it is kept as its number), or `n/a`
    where the edition lets the indicator not concern the agency. `decided_at`: if it was before now.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "level": "3",
                    "reasons": {
                        "fakta": "Peraturan Bupati 12/2025, pasal 4, halaman 3.",
                        "analisis": "Seluruh perangkat daerah dicakup.",
                        "pembuktian": "Tingkat 2: Keputusan Bupati 5/2023, halaman 2.",
                    },
                }
            ]
        },
    )


class StageLevelView(BaseModel):
    """The level of an indicator at a stage, and the stage that decided it.

    `revision`: of the stage's own newest decision, 0 without one; it is what If-Match takes.
    """

    indicator_code: str
    stage: Stage
    level: str | None
    explanation: str
    reasons: dict[str, str] | None
    sector: Annotated[
        str | None, Field(description="Sector of public service that it is about; null: none")
    ]
    inherited: bool
    decided_at_stage: Stage | None
    decided_by: str | None
    decided_at: datetime | None
    revision: int


class DecidedLevel(MovementView, StageLevelView):
    """The level of an indicator after a decision, and what it does to the predicate."""


class StageLevelList(BaseModel):
    """The levels of a stage by indicator; indicators without a decision are left out."""

    assessment_id: UUID
    stage: Stage
    items: list[StageLevelView]


class IndicatorStages(BaseModel):
    """An indicator or criterion, and what every stage says of it."""

    indicator_code: str
    stages: Annotated[
        list[StageLevelView],
        Field(description="Of every stage in order: its own level, or the one that it inherits"),
    ]


class IndicatorList(BaseModel):
    """All indicators and criteria of an assessment's edition, in order of their codes."""

    assessment_id: UUID
    items: list[IndicatorStages]


class AssessmentHead(BaseModel):
    """An assessment without its answers."""

    assessment_id: UUID
    campaign_code: str
    agency_code: str
    edition_code: str
    derivation_set_version: int | None
    period: str
    revision: int
    opened_at: datetime
    ended_on: Annotated[
        date | None,
        Field(
            description="First day on which it takes no answers, because its agency was merged,"
            " split or closed"
        ),
    ] = None
    end_cause: Annotated[
        EndCause | None, Field(description="What ended its agency; null: nothing did")
    ] = None


class AssessmentItem(AssessmentHead):
    """An assessment in a list."""

    agency_life: AgencyLifeView | None


class AssessmentView(AssessmentHead):
    """An assessment with the answers that people gave."""

    answers: list[AnswerView]
