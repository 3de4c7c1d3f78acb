"""What goes in and out over HTTP."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import Body, Day, Name
from rules.sentences import form
from rules.text import Text
from submission.agencies.api.schemas import Code

SUBJECT_PATTERN = form(
    r"^[A-Za-z0-9][A-Za-z0-9._:@|-]{0,199}$",
    Text(
        "harus berupa subjek token, misalnya 198501012010011001: huruf, angka, dan . _ : @ | -"
        " (paling banyak 200 karakter)",
        "must be the subject of a token, like 198501012010011001: letters, digits and . _ : @ | -"
        " (200 characters at most)",
    ),
)

SubjectField = Annotated[str, Field(pattern=SUBJECT_PATTERN)]
Subject = Annotated[
    str,
    Path(
        pattern=SUBJECT_PATTERN,
        description="Subject of a person's tokens",
        examples=["198501012010011001"],
    ),
]


class PersonInput(Body):
    """A person's whole state. `valid_from` and `valid_until` are their first and last day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agency_code": "9901.2.16.01",
                    "name": "Nama Pegawai",
                    "position": "Analis Kebijakan",
                    "valid_from": "2026-01-01",
                }
            ]
        },
    )

    agency_code: Code
    name: Name
    position: Name | None = None
    valid_from: Day
    valid_until: Day | None = None


class PersonView(BaseModel):
    """A person as they are now. Only who reaches their agency reads it."""

    subject: str
    revision: int
    agency_code: str
    name: str
    position: str | None
    valid_from: date
    valid_until: date | None
    changed_at: datetime
