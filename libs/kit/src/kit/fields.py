"""Types of input fields: what people and programs send is taken exactly, or refused with its place.

A body is a `Body`: nothing is made into what it is not (`false` is no 0, `"3"` no 3). What JSON has
no kind for, and what stands in a query, comes as a text of one form.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from rules.sentences import NO_ZONE, SENTENCES, TOO_FINE
from rules.text import Text, fault_of_blank, fault_of_line, fault_of_name, fault_of_text

_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{1,6}(?P<finer>[0-9]+)?)?(?P<zone>[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_TRUTHS: Final = {"true": True, "false": False}


def refused(text: Text) -> PydanticCustomError:
    """Return the error for a value, with its sentence in both languages."""
    return PydanticCustomError("refused", "{en}", text._asdict())


class Body(BaseModel):
    """What is sent: no unknown members, and each value of its own kind."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _without(fault_of: Callable[[str], Text | None]) -> AfterValidator:
    def check(text: str) -> str:
        fault = fault_of(text)
        if fault is not None:
            raise refused(fault)
        return text

    return AfterValidator(check)


def _read_text(pattern: re.Pattern[str], made: Callable[[str], Any], fault: Text) -> Any:
    def read(value: object) -> object:
        if not isinstance(value, str):
            # What is made already is a default; anything else is no text of this form.
            if isinstance(value, date | UUID):
                return value
            raise refused(fault)
        found = pattern.fullmatch(value)
        if found is None:
            raise refused(fault)
        parts = found.groupdict("")
        if parts.get("finer"):
            raise refused(TOO_FINE)
        if parts.get("zone") == "":
            raise refused(NO_ZONE)
        try:
            return made(value)
        except ValueError as error:  # the 31st of February
            raise refused(fault) from error

    return BeforeValidator(read)


def _in_utc(instant: datetime) -> datetime:
    # The first and the last instant of the calendar are "infinity" to the driver of the database.
    if not MINYEAR < instant.year < MAXYEAR:
        raise refused(
            Text("harus di antara tahun 2 dan 9998", "must be within the years 2 to 9998")
        )
    return instant.astimezone(UTC)


def _whole_number_as_text(value: object) -> object:
    if type(value) is int or isinstance(value, str):
        return str(value)
    raise refused(Text("harus berupa teks atau bilangan bulat", "must be text or a whole number"))


@dataclass(frozen=True, slots=True)
class _WholeAsText:
    """Take 3 for "3"; a number with a point may not be exact, and a truth value is no number."""

    def __get_pydantic_core_schema__(self, kind: Any, of: GetCoreSchemaHandler) -> CoreSchema:
        text = of(kind)
        return core_schema.no_info_before_validator_function(
            _whole_number_as_text,
            text,
            json_schema_input_schema=core_schema.union_schema([text, core_schema.int_schema()]),
        )


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value


def _truth(value: object) -> object:
    return _TRUTHS.get(value, value) if isinstance(value, str) else value


# What a text may consist of (`rules.text`). Every text of a request is one of these, or a name, or
# has a pattern. They come after the lengths: `Annotated[str, Field(max_length=300), FREE_TEXT]`.
FREE_TEXT: Final = _without(fault_of_text)
ONE_LINE: Final = _without(fault_of_line)
NOT_BLANK: Final = _without(fault_of_blank)
# An exact number comes as text, or whole; it comes last, so that lengths are those of the text:
# `Annotated[str, Field(pattern=WRITTEN), WHOLE_AS_TEXT]`.
WHOLE_AS_TEXT: Final = _WholeAsText()

# A name that people read: without blanks at its ends, on one line, and nothing in it is hidden.
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    Field(json_schema_extra={"pattern": r"\S"}),  # of blanks alone nothing is left
    _without(fault_of_name),
]
ShortName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Field(json_schema_extra={"pattern": r"\S"}),  # of blanks alone nothing is left
    _without(fault_of_name),
]
# A code or key that another system uses: it is taken as it is, or not at all.
Key = Annotated[str, Field(min_length=1, max_length=150), _without(fault_of_name)]

# An instant with a zone, brought to UTC, as fine as it is kept; a day; an id.
Instant = Annotated[
    datetime,
    _read_text(_INSTANT, datetime.fromisoformat, SENTENCES["datetime_parsing"]),
    AfterValidator(_in_utc),
]
Day = Annotated[date, _read_text(_DAY, date.fromisoformat, SENTENCES["date_parsing"])]
Id = Annotated[UUID, _read_text(_UUID, UUID, SENTENCES["uuid_parsing"])]
# Of a query or a path, where everything is text.
WholeQuery = Annotated[int, Field(strict=True), BeforeValidator(_whole)]
TruthQuery = Annotated[bool, Field(strict=True), BeforeValidator(_truth)]


class TextView(BaseModel):
    """A name or a sentence in both languages."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    en: str
