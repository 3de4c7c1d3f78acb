"""What goes in and out over HTTP. The names are those of the events."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import Body, Day, Name, ShortName
from rules.sentences import form
from rules.text import Text
from submission.agencies.domain import AgencyKind, TimeZone

CODE_PATTERN = form(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
    Text(
        "harus berupa kode dari huruf, angka, titik, garis bawah, atau tanda hubung,"
        " misalnya 9901.2.16.01 (paling banyak 100 karakter, diawali huruf atau angka)",
        "must be a code of letters, digits, dots, underscores or hyphens, like 9901.2.16.01"
        " (100 characters at most, a letter or a digit first)",
    ),
)

Code = Annotated[str, Field(pattern=CODE_PATTERN)]

AgencyCode = Annotated[str, Path(pattern=CODE_PATTERN, examples=["9901.2.16.01"])]


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


class AgencyView(BaseModel):
    """An agency as it is now."""

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
