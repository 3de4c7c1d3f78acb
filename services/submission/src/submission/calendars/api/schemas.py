"""What goes in and out over HTTP."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import WHOLE_AS_TEXT, Body, Name, TextView
from rules.sentences import form
from rules.text import Text
from submission.agencies.api.schemas import CODE_PATTERN, Code
from submission.agencies.domain import AgencyKind
from submission.calendars.domain import CalendarKind

# Monthly or yearly, so that no rule names a moment every second.
_RULE: Final = form(
    r"^FREQ=(MONTHLY|YEARLY)(;INTERVAL=[1-9][0-9]?)?"
    r"(;BY(MONTH|MONTHDAY|DAY|SETPOS|HOUR|MINUTE)=[-+0-9A-Z,]{1,60}){0,6}$",
    Text(
        "harus berupa aturan pengulangan bulanan atau tahunan menurut RFC 5545, misalnya"
        " FREQ=MONTHLY;BYMONTHDAY=1",
        "must be a monthly or yearly recurrence of RFC 5545, like FREQ=MONTHLY;BYMONTHDAY=1",
    ),
)
_DAYS: Final = form(
    r"^[0-9]{1,3}([.][0-9]{1,2})?$",
    Text(
        "harus berupa jumlah hari, misalnya 10 atau 1.5",
        "must be a number of days, like 10 or 1.5",
    ),
)

CalendarCode = Annotated[
    str,
    Path(
        pattern=CODE_PATTERN,
        max_length=80,  # a campaign's code is this one with its period
        description="Code of a calendar within reach",
        examples=["kinerja-bulanan"],
    ),
]


class CalendarInput(Body):
    """A calendar: the campaigns of which periods it opens, by which rule, and when they close."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agency_code": "9901",
                    "name": "Kinerja perangkat daerah",
                    "kind": "monthly",
                    "edition_code": "kinerja-pd-bulanan",
                    "agency_kind": "agency",
                    "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
                    "periods_back": 1,
                    "days_open": "10",
                }
            ]
        }
    )

    agency_code: Code
    name: Annotated[Name, Field(max_length=280)]
    kind: CalendarKind
    edition_code: Code
    agency_kind: AgencyKind | None = None
    rule: Annotated[str, Field(pattern=_RULE)]
    periods_back: Annotated[int, Field(ge=0, le=1)] = 0
    days_open: Annotated[str, Field(pattern=_DAYS), WHOLE_AS_TEXT]


class CalendarView(BaseModel):
    """A calendar as it is now."""

    calendar_code: str
    agency_code: str
    name: str
    kind: CalendarKind
    edition_code: str
    agency_kind: AgencyKind | None
    rule: str
    periods_back: int
    days_open: str
    next_run_at: datetime | None
    refusal: TextView | None
    last_campaign_code: str | None
    revision: int
    changed_at: datetime
