"""What goes in and out over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Day, Name, ShortName, TruthQuery
from submission.agencies.api.schemas import Code
from submission.agencies.domain import Agency, AgencyKind
from submission.reorganisations.api import effects
from submission.reorganisations.domain.request import Declared, Operation

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
WithdrawalNote = Annotated[
    str,
    Field(min_length=1, max_length=2_000, description="Why it is taken back"),
    FREE_TEXT,
    NOT_BLANK,
]
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


class WithdrawalInput(Body):
    """Which reorganisation of the agency in the address is taken back before its day, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "operation": "merger",
                    "effective_on": "2027-01-01",
                    "note": "Peraturan Daerah 2/2026 dicabut",
                }
            ]
        },
    )

    operation: Annotated[Declared, Field(description="What was declared")]
    effective_on: Annotated[Day, Field(description="The day from which on it was to be so")]
    note: WithdrawalNote


class ReorganisationView(BaseModel):
    """All that a reorganisation does, or did; nothing changes where it was made already."""

    operation: Annotated[Operation, Field(description="What is done")]
    agency_code: str
    effective_on: Annotated[date, Field(description="First day on which it is so")]
    is_preview: Annotated[
        bool, Field(description="Whether nothing was stored: it would be done exactly so")
    ]
    agencies: Annotated[
        list[effects.AgencyChangeView], Field(description="The agencies that change, in this order")
    ]
    assessments: Annotated[
        list[effects.AssessmentChangeView],
        Field(description="The open assessments of these agencies, and those that begin"),
    ]
    assignments: Annotated[
        list[effects.AssignmentChangeView],
        Field(description="The open assignments of units that end; who answers is named, or null"),
    ]
    people: Annotated[
        list[effects.PersonChangeView],
        Field(description="The people of agencies that end, by subject"),
    ]
    successions: Annotated[
        list[effects.SuccessionView],
        Field(description="Where facts, series and the year before are found from now on"),
    ]
    rules: Annotated[
        list[effects.RuleView], Field(description="The declared rules of this operation")
    ]
