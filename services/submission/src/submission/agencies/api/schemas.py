"""What goes in and out over HTTP. The names are those of the events."""

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import Body, Day, Name, ShortName, TextView
from rules import lives
from rules.codes import CODE, LONGEST_CODE
from rules.sentences import form
from rules.text import Text
from submission.agencies.domain import (
    AgencyKind,
    AgencyRevision,
    AgencyState,
    ChangeKind,
    TimeZone,
)

CODE_PATTERN = form(
    rf"^{CODE}$",
    Text(
        "harus berupa kode dari huruf, angka, titik, garis bawah, atau tanda hubung,"
        " misalnya 9901.2.16.01 (diawali huruf atau angka, tanpa bagian kosong di antara atau di"
        " belakang titik)",
        "must be a code of letters, digits, dots, underscores or hyphens, like 9901.2.16.01"
        " (a letter or a digit first, nothing empty between or behind dots)",
    ),
)

# Two that differ in case only are one: people write them either way.
Code = Annotated[str, Field(pattern=CODE_PATTERN, max_length=LONGEST_CODE)]

AgencyCode = Annotated[Code, Path(examples=["9901.2.16.01"])]


AtQuery = Annotated[
    Day | None,
    Query(description="A day; the agency as it was on that day", examples=["2026-03-01"]),
]


class AgencyInput(Body):
    """An agency's whole state. `valid_from` and `valid_until` are its first and last day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Dinas Komunikasi dan Informatika",
                    "short_name": "Diskominfo",
                    "agency_kind": "agency",
                    "parent_code": "9901",
                    "valid_from": "2017-01-01",
                }
            ]
        },
    )

    name: Name
    short_name: ShortName | None = None
    agency_kind: AgencyKind
    parent_code: Code | None = None
    valid_from: Day
    valid_until: Day | None = None
    is_assessed: bool = True
    time_zone: TimeZone | None = None


StateQuery = Annotated[
    lives.AgencyState | None,
    Query(description="Only those of which this is so today", examples=["exists"]),
]


class AgencyLifeView(BaseModel):
    """Whether the agency of a value is still there; `note`: what whoever reads the value must know.

    One that is `never_formed` was to be made by a reorganisation that was taken back: its last day
    lies before its first one. `is_cut_short`: it ends before the period of the value does, or was
    never formed, so the value is not one of the whole period and is compared with no other.
    """

    model_config = ConfigDict(from_attributes=True)

    state: lives.AgencyState
    valid_until: date | None
    is_cut_short: bool
    note: TextView | None

    @classmethod
    def told(cls, life: lives.ToldLife | None) -> Self | None:
        """Return what is said of an agency."""
        return None if life is None else cls.model_validate(life)


class AgencyView(BaseModel):
    """An agency as it is now, or as it was on a day."""

    agency_code: str
    revision: int
    name: str
    short_name: str | None
    agency_kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_until: date | None
    is_assessed: bool
    time_zone: TimeZone | None
    changed_at: datetime
    predecessor_codes: Annotated[
        list[str], Field(description="Codes of the agencies that it took over from")
    ]
    successor_codes: Annotated[
        list[str], Field(description="Codes of the agencies that took over from it")
    ]
    never_formed: Annotated[
        bool,
        Field(
            description="Whether the reorganisation that was to form it was taken back: its last"
            " day lies before its first one, so it exists on no day"
        ),
    ]

    @classmethod
    def of(cls, kept: AgencyRevision) -> Self:
        """Return what the API shows of an agency."""
        agency = kept.agency
        return cls(
            agency_code=agency.code,
            revision=kept.revision,
            name=agency.name,
            short_name=agency.short_name,
            agency_kind=agency.kind,
            parent_code=agency.parent_code,
            valid_from=agency.valid_from,
            valid_until=agency.valid_until,
            is_assessed=agency.is_assessed,
            time_zone=agency.time_zone,
            changed_at=kept.changed_at,
            predecessor_codes=[*agency.predecessor_codes],
            successor_codes=[*agency.successor_codes],
            never_formed=agency.never_began,
        )


class AgencyStateView(AgencyView):
    """A state that an agency had, or has: from which day on, what made it, and who entered it."""

    since: Annotated[date, Field(description="First day on which the agency was so")]
    change: Annotated[
        ChangeKind,
        Field(description="What made the state; entered: it was so when states began to be kept"),
    ]
    note: Annotated[str | None, Field(description="Why it changed, as the decree that says so")]
    changed_by: Annotated[str, Field(description="Subject of the token that entered it")]

    @classmethod
    def made_by(cls, state: AgencyState) -> Self:
        """Return what the API shows of a state."""
        return cls(
            **AgencyView.of(state.kept).model_dump(),
            since=state.since,
            change=state.change,
            note=state.note,
            changed_by=state.changed_by,
        )


class AgencyHistoryView(BaseModel):
    """All states that an agency had, the oldest first."""

    agency_code: str
    items: list[AgencyStateView]
