"""Types of input fields: a value that no database can store is refused with its place."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError


def _refuse_nul(text: str) -> str:
    if "\0" in text:
        raise PydanticCustomError("text_with_nul", "must not contain the character NUL")
    return text


def _refuse_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("text_blank", "must not be blank")
    return text


def _in_utc(instant: datetime) -> datetime:
    # The first and the last instant of the calendar are "infinity" to the driver of the database.
    if not MINYEAR < instant.year < MAXYEAR:
        raise PydanticCustomError("instant_out_of_range", "must be within the years 2 to 9998")
    return instant.astimezone(UTC)


def _whole_number_as_text(value: object) -> object:
    """Take 3 for "3"; a number with a point may not be exact, and a truth value is no number."""
    return str(value) if type(value) is int else value


# Comes after the lengths: `Annotated[str, Field(max_length=300), WITHOUT_NUL]`.
WITHOUT_NUL: Final = AfterValidator(_refuse_nul)
NOT_BLANK: Final = AfterValidator(_refuse_blank)
# An exact number comes as text, or whole: `Annotated[str, WHOLE_AS_TEXT, Field(pattern=WRITTEN)]`.
WHOLE_AS_TEXT: Final = BeforeValidator(_whole_number_as_text, json_schema_input_type=str | int)
# An instant with a zone, brought to UTC.
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Body(BaseModel):
    """Base of what a request sends: a member that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class TextView(BaseModel):
    """A name or a sentence in both languages."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    en: str
