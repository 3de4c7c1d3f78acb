"""What goes in over HTTP, and the filters of lists."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Day, Id, Name, TruthQuery
from rules.sentences import OPEN_CODE
from submission.agencies.api.schemas import CODE_PATTERN, Code
from submission.assessments.api.schemas import Stage
from submission.people.api.schemas import SUBJECT_PATTERN, SubjectField
from submission.recommendations.domain.finding import AspectFinding, Remark
from submission.recommendations.domain.recommendation import (
    Origin,
    OriginKind,
    Priority,
    Recommendation,
    RecommendationState,
)

# Longer texts would not fit into a cell of the tables.
Words = Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK]
Missing = Annotated[
    Annotated[str, Field(pattern=OPEN_CODE)] | None,
    Field(description="Kind of what is missing: regulation, system, procedure or other; or null"),
]
RecommendationId = Annotated[
    Id,
    Path(description="Id of the recommendation", examples=["01a20201-9d31-7740-a619-5b4df6c9f671"]),
]
AspectCode = Annotated[
    str,
    Path(
        pattern=CODE_PATTERN,
        description="Code of an aspect: the node above some indicators",
        examples=["A1"],
    ),
]
AgencyQuery = Annotated[str | None, Query(pattern=CODE_PATTERN, examples=["9901.2.16.01"])]
BelowQuery = Annotated[
    TruthQuery,
    Query(description="Whether those of all agencies below it belong to it", examples=[True]),
]
StateQuery = Annotated[
    RecommendationState | None, Query(description="Only those in this state", examples=["open"])
]
OriginQuery = Annotated[
    OriginKind | None, Query(description="Only those that come from this", examples=["report"])
]
ReportQuery = Annotated[
    Id | None,
    Query(
        description="Id of a report; only those that come from it",
        examples=["01a20201-9d31-7740-a619-5b4df6c9f661"],
    ),
]
AssessmentQuery = Annotated[
    Id | None,
    Query(
        description="Id of an assessment; only those that come from it",
        examples=["01a20201-9d31-7740-a619-5b4df6c9f654"],
    ),
]
OwnerQuery = Annotated[
    str | None,
    Query(
        pattern=SUBJECT_PATTERN,
        description="Subject of a person; only those that they see to",
        examples=["198501012010011001"],
    ),
]
MissingQuery = Annotated[
    str | None,
    Query(
        pattern=OPEN_CODE,
        description="Only those that ask for this kind of missing thing, or for `any` kind",
        examples=["regulation"],
    ),
]
InstructionQuery = Annotated[
    TruthQuery | None,
    Query(description="true: only instructions; false: only others", examples=[True]),
]
OverdueQuery = Annotated[
    TruthQuery,
    Query(
        description="Whether to list only those whose deadline has passed and that have not ended",
        examples=[True],
    ),
]


NeedsOwnerQuery = Annotated[
    TruthQuery,
    Query(
        description="Whether to list only those that go on and need an owner: nobody is named, or"
        " who was is not recorded, in office or in the agency any more",
        examples=[True],
    ),
]


class OriginInput(Body):
    """Where a recommendation comes from: the parts of its kind, and no others."""

    kind: Annotated[OriginKind, Field(description="What it comes from")]
    assessment_id: Annotated[
        Id | None, Field(description="Id of the assessment; null where it comes from a report")
    ] = None
    stage: Annotated[
        Stage | None, Field(description="Stage of an indicator or aspect; else null")
    ] = None
    node_code: Annotated[
        Code | None, Field(description="Code of the indicator or aspect; else null")
    ] = None
    rule_code: Annotated[
        Code | None, Field(description="Code of the contradiction's rule; else null")
    ] = None
    report_id: Annotated[Id | None, Field(description="Id of the report; else null")] = None
    passage: Annotated[
        Name | None, Field(description="Place in the report, as a page or point; or null")
    ] = None


class _Wording(Body):
    """What a recommendation says."""

    text: Annotated[Words, Field(description="What is to be done")]
    deadline: Annotated[
        Day | None,
        Field(description="Last local day of the agency on which it is in time; null: none"),
    ] = None
    priority: Annotated[Priority, Field(description="How urgent it is")] = "medium"
    is_instruction: Annotated[
        bool, Field(description="Whether it is an instruction, which needs a deadline")
    ] = False
    missing: Missing = None


class RecommendationInput(_Wording):
    """What an agency is to do, by when, and where it comes from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agency_code": "9901.2.16.01",
                    "origin": {
                        "kind": "report",
                        "report_id": "01a20201-9d31-7740-a619-5b4df6c9f661",
                        "passage": "Butir 3",
                    },
                    "text": "Tetapkan peraturan tentang manajemen risiko SPBE.",
                    "deadline": "2026-06-30",
                    "owner": "198501012010011001",
                    "priority": "high",
                    "is_instruction": True,
                    "missing": "regulation",
                }
            ]
        },
    )

    agency_code: Annotated[Code, Field(description="Code of the agency that is to do it")]
    origin: Annotated[OriginInput, Field(description="Where it comes from")]
    owner: Annotated[
        SubjectField | None,
        Field(description="Subject of the person of the agency who sees to it; null: nobody yet"),
    ] = None

    def recommendation(self) -> Recommendation:
        """Return the recommendation that it tells."""
        told: dict[str, Any] = self.model_dump(exclude={"origin"})
        return Recommendation(origin=Origin(**self.origin.model_dump()), **told)


class RecommendationChange(_Wording):
    """What a recommendation says from now on; its agency, origin and owner stay."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "Tetapkan peraturan tentang manajemen risiko SPBE.",
                    "deadline": "2026-09-30",
                    "priority": "high",
                    "is_instruction": True,
                    "missing": "regulation",
                    "reason": "Rancangan peraturan masih diharmonisasi.",
                }
            ]
        },
    )

    reason: Annotated[
        Words | None, Field(description="Why, needed where the deadline changes; null: unsaid")
    ] = None


class OwnerInput(Body):
    """Who sees to a recommendation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"owner": "198501012010011001"}]})

    owner: Annotated[
        SubjectField | None, Field(description="Subject of a person of the agency; null: nobody")
    ]


class WithdrawalInput(Body):
    """Why a recommendation is withdrawn."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Sudah tercakup dalam rekomendasi lain."}]}
    )

    reason: Annotated[Words, Field(description="Why it is withdrawn")]


class RemarkInput(Body):
    """What is strong or weak about an indicator."""

    indicator_code: Annotated[Code, Field(description="Code of an indicator of the aspect")]
    text: Annotated[Words, Field(description="What is strong or weak about it")]


class FindingInput(Body):
    """What is written about an aspect at a stage."""

    model_config = ConfigDict(
        title="AspectFindingInput",
        json_schema_extra={
            "examples": [
                {
                    "strengths": [{"indicator_code": "1", "text": "Ditetapkan dan direviu."}],
                    "weaknesses": [{"indicator_code": "2", "text": "Belum ada peraturan."}],
                    "recommendation": "Tetapkan peraturan tentang manajemen risiko SPBE.",
                }
            ]
        },
    )

    strengths: Annotated[
        list[RemarkInput], Field(max_length=200, description="Indicators at levels 4 and 5")
    ] = Field(default_factory=list)
    weaknesses: Annotated[
        list[RemarkInput], Field(max_length=200, description="Indicators at levels 1 and 2")
    ] = Field(default_factory=list)
    recommendation: Annotated[
        Words | None, Field(description="What is recommended for the aspect; null: nothing")
    ] = None

    def finding(self) -> AspectFinding:
        """Return the finding that it tells."""
        return AspectFinding(
            strengths=tuple(Remark(each.indicator_code, each.text) for each in self.strengths),
            weaknesses=tuple(Remark(each.indicator_code, each.text) for each in self.weaknesses),
            recommendation=self.recommendation,
        )
