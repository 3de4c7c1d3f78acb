from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from tests.support.operations import table_for
from tests.unit.kit.conftest import ISSUER

from kit.fields import WHOLE_AS_TEXT, WITHOUT_NUL, Instant, TextView
from kit.settings import AppSettings
from kit.web import build_app
from rules.exact import WRITTEN
from rules.text import Text

Bearer = Callable[..., dict[str, str]]
NAME = TypeAdapter[str](Annotated[str, Field(min_length=1, max_length=5), WITHOUT_NUL])
INSTANT = TypeAdapter[datetime](Instant)


class Note(BaseModel):
    """A note of a shop."""

    text: Annotated[str, Field(max_length=20), WITHOUT_NUL]
    at: Instant | None = None


@pytest.mark.parametrize("text", ["a", "b\n", "\x01", "é"])
def test_any_text_but_nul_is_kept(text: str) -> None:
    assert NAME.validate_python(text) == text


@pytest.mark.parametrize("text", ["\0", "a\0b", "", "abcdef"])
def test_nul_is_refused_beside_what_the_field_asks(text: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-03-01T08:00:00+07:00", datetime(2026, 3, 1, 1, tzinfo=UTC)),
        ("0002-01-01T00:00:00+14:00", datetime(1, 12, 31, 10, tzinfo=UTC)),
        ("9998-12-31T23:59:59-01:00", datetime(9999, 1, 1, 0, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_instant_is_kept_in_utc(given: str, kept: datetime) -> None:
    instant = INSTANT.validate_python(given)

    assert (instant, instant.tzinfo) == (kept, UTC)


@pytest.mark.parametrize(
    "given",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31T23:59:59.999999Z",
        "2026-03-01T08:00:00",
        "kemarin",
    ],
)
def test_an_instant_beyond_all_calendars_or_without_a_zone_is_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_python(given)


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({"text": "a\0"}, "/text", "tidak boleh memuat karakter NUL"),
        (
            {"text": "a", "at": "0001-01-01T00:00:00+14:00"},
            "/at",
            "harus di antara tahun 2 dan 9998",
        ),
    ],
)
async def test_what_cannot_be_kept_is_named_at_its_place(
    settings: AppSettings, bearer: Bearer, body: dict[str, Any], pointer: str, message: str
) -> None:
    router = APIRouter()

    @router.post("/notes")
    async def write(note: Note) -> Note:
        return note

    table = table_for(router, roles=("leader",))
    app = build_app(settings, title="Shop", routers=[router], table=table)
    app.state.verifier = ISSUER.verifier()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://shop.test"
    ) as client:
        answer = await client.post("/notes", json=body, headers=bearer("leader"))

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": pointer, "message": message}]


def test_a_whole_number_stands_for_its_text_and_nothing_else_does() -> None:
    number = TypeAdapter[str](Annotated[str, WHOLE_AS_TEXT, Field(pattern=WRITTEN)])

    assert number.validate_python(3) == "3"
    assert number.validate_python("20/3") == "20/3"
    for refused in (2.5, True, None, "1e3", "3\n"):
        with pytest.raises(ValidationError):
            number.validate_python(refused)


def test_a_text_is_shown_in_both_languages() -> None:
    shown = TextView.model_validate(Text("dua", "two"))

    assert shown.model_dump() == {"id": "dua", "en": "two"}
