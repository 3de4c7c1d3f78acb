"""What goes in and out over HTTP. The names are those of the events."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import WITHOUT_NUL, Body

CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"

Code = Annotated[str, Field(pattern=CODE_PATTERN)]
Name = Annotated[str, Field(min_length=1, max_length=300), WITHOUT_NUL]
AgencyKind = Literal["region", "agency"]

AgencyCode = Annotated[str, Path(pattern=CODE_PATTERN, examples=["9901.2.16.01"])]


class AgencyInput(Body):
    """An agency's whole state. `valid_from` and `valid_until` are its first and last day."""

    model_config = ConfigDict(
        extra="forbid",
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
    short_name: Annotated[str, Field(min_length=1, max_length=100), WITHOUT_NUL] | None = None
    agency_kind: AgencyKind
    parent_code: Code | None = None
    valid_from: date
    valid_until: date | None = None


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
    changed_at: datetime
