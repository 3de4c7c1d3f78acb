"""What goes in and out over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Day, Name, ShortName, TextView, TruthQuery
from submission.agencies.api.schemas import Code
from submission.agencies.domain import Agency, AgencyKind, ChangeKind
from submission.campaigns.domain.assessment import EndCause
from submission.reorganisations.domain.effects import Effect, Subject
from submission.reorganisations.domain.plan import AssessmentEffect
from submission.reorganisations.domain.request import Operation

PreviewQuery = Annotated[
    TruthQuery,
    Query(
        description="Whether to answer only what would be done, and store nothing",
        examples=[True],
    ),
]
Note = (
    Annotated[
        str,
        Field(
            min_length=1, max_length=2_000, description="Why it is done, as the decree that says so"
        ),
        FREE_TEXT,
        NOT_BLANK,
    ]
    | None
)
EffectiveOn = Annotated[Day, Field(description="First day on which it is so")]


class ReorganisationInput(Body):
    """The first day of a change, and why it is made."""

    effective_on: EffectiveOn
    note: Note = None


class RenamingInput(ReorganisationInput):
    """The new name; without `short_name` the agency has none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Dinas Komunikasi, Informatika, dan Statistik",
                    "short_name": "Diskominfotik",
                    "effective_on": "2026-03-01",
                    "note": "Peraturan Daerah 2/2026",
                }
            ]
        },
    )

    name: Name
    short_name: ShortName | None = None


class MoveInput(ReorganisationInput):
    """The agency below which it comes, with all below it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"parent_code": "9901", "effective_on": "2026-03-01"}]},
    )

    parent_code: Code


class SuccessorInput(Body):
    """The state of a new agency that takes over from others, from the day of the merger on."""

    name: Name
    short_name: ShortName | None = None
    agency_kind: AgencyKind
    parent_code: Code | None = None
    is_assessed: bool = True

    def agency(self, code: str, first_day: date) -> Agency:
        """Return the agency."""
        return Agency(
            code=code,
            name=self.name,
            short_name=self.short_name,
            kind=self.agency_kind,
            parent_code=self.parent_code,
            valid_from=first_day,
            valid_until=None,
            is_assessed=self.is_assessed,
        )


class MergerInput(ReorganisationInput):
    """Which agencies end and are taken over by the one in the address.

    `agency`: its state if it is new; left out if it exists and takes the others in.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "from_codes": ["9901.2.16.01", "9901.2.20.01"],
                    "agency": {
                        "name": "Dinas Komunikasi, Informatika, dan Statistik",
                        "agency_kind": "agency",
                        "parent_code": "9901",
                    },
                    "effective_on": "2026-03-01",
                }
            ]
        },
    )

    from_codes: Annotated[
        list[Code],
        Field(min_length=1, max_length=100, description="Codes of the agencies that end"),
    ]
    agency: Annotated[
        SuccessorInput | None,
        Field(description="State of the successor, if it is new; null or left out: it exists"),
    ] = None


class PartInput(SuccessorInput):
    """A new agency that a split makes."""

    agency_code: Code
    unit_codes: Annotated[
        list[Code],
        Field(
            default_factory=list,
            max_length=1_000,
            description="Units of the old agency that come below this one",
        ),
    ]


class SplitInput(ReorganisationInput):
    """Which new agencies take over from the one in the address.

    It ends on the day before, unless it goes on beside them (`goes_on`).
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "parts": [
                        {
                            "agency_code": "9901.2.07.01",
                            "name": "Dinas Tenaga Kerja",
                            "agency_kind": "agency",
                            "parent_code": "9901",
                        },
                        {
                            "agency_code": "9901.3.31.01",
                            "name": "Dinas Perindustrian",
                            "agency_kind": "agency",
                            "parent_code": "9901",
                        },
                    ],
                    "effective_on": "2026-03-01",
                }
            ]
        },
    )

    parts: Annotated[
        list[PartInput], Field(min_length=1, max_length=50, description="The new agencies")
    ]
    goes_on: Annotated[
        bool, Field(description="Whether the agency in the address goes on beside the parts")
    ] = False


class ClosureInput(ReorganisationInput):
    """From which day on the agency is no more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"effective_on": "2026-03-01"}]})


class AgencyChangeView(BaseModel):
    """A state of an agency that changes, and from which day on it is so. Nulls: it is new."""

    agency_code: str
    change: Annotated[ChangeKind, Field(description="What makes the state")]
    since: Annotated[date, Field(description="First day on which the agency is so")]
    name_before: Annotated[str | None, Field(description="Name before; null: it is new")]
    parent_code_before: Annotated[
        str | None, Field(description="Code of the agency above it before; null: none, or new")
    ]
    name: str
    short_name: str | None
    agency_kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_until: date | None
    is_assessed: bool
    predecessor_codes: Annotated[
        list[str], Field(description="Codes of the agencies that it took over from")
    ]
    successor_codes: Annotated[
        list[str], Field(description="Codes of the agencies that took over from it")
    ]


class AssessmentChangeView(BaseModel):
    """What becomes of an open assessment of the agencies concerned."""

    effect: Annotated[
        AssessmentEffect,
        Field(description="stays: as it is; ends: takes no answers from that day; begins: new"),
    ]
    assessment_id: Annotated[
        UUID | None, Field(description="Id of the assessment; null: it begins with this change")
    ]
    agency_code: str
    campaign_code: str
    edition_code: str
    period: str
    answered_by: Annotated[
        str | None,
        Field(description="Code of the agency that answers from that day on; null: nobody"),
    ]
    end_cause: Annotated[EndCause | None, Field(description="What ends it; null: nothing does")]


class SuccessionView(BaseModel):
    """From whom an agency takes over, and whether its year before can be compared with theirs."""

    successor_code: Annotated[str, Field(description="Code of the agency that takes over")]
    predecessor_codes: Annotated[
        list[str], Field(description="Codes of all agencies that it took over from")
    ]
    is_comparable: Annotated[
        bool,
        Field(description="Whether its year before is that of its only predecessor"),
    ]


class RuleView(BaseModel):
    """A declared rule: what becomes of what belongs to the agencies that go on or end."""

    subject: Annotated[Subject, Field(description="What the rule is about")]
    effect: Annotated[
        Effect, Field(description="stay: with the agency; end: with it; follow: to the successor")
    ]
    note: Annotated[TextView, Field(description="What that means, in a sentence")]


class ReorganisationView(BaseModel):
    """All that a reorganisation does, or did; nothing changes where it was made already."""

    operation: Annotated[Operation, Field(description="What is done")]
    agency_code: str
    effective_on: Annotated[date, Field(description="First day on which it is so")]
    is_preview: Annotated[
        bool, Field(description="Whether nothing was stored: it would be done exactly so")
    ]
    agencies: Annotated[
        list[AgencyChangeView], Field(description="The agencies that change, in this order")
    ]
    assessments: Annotated[
        list[AssessmentChangeView],
        Field(description="The open assessments of these agencies, and those that begin"),
    ]
    successions: Annotated[
        list[SuccessionView],
        Field(description="Where facts, series and the year before are found from now on"),
    ]
    rules: Annotated[list[RuleView], Field(description="The declared rules of this operation")]
