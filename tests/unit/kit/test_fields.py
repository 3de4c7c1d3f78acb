import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter
from pydantic import Field, TypeAdapter, ValidationError
from tests.support.operations import table_for
from tests.unit.kit.conftest import ISSUER

from kit.fields import (
    FREE_TEXT,
    NOT_BLANK,
    ONE_LINE,
    WHOLE_AS_TEXT,
    Body,
    Day,
    Id,
    Instant,
    Key,
    Name,
    ShortName,
    TextView,
    TruthQuery,
    WholeQuery,
)
from kit.settings import AppSettings
from kit.web import build_app
from rules.exact import WRITTEN
from rules.text import Text

NO_INSTANT = "harus berupa waktu RFC 3339, misalnya 2026-01-31T08:00:00Z"
NO_ZONE = "harus menyebut zona waktu: Z atau, misalnya, +07:00"
TOO_FINE = "paling banyak enam angka di belakang detik (mikrodetik)"
WHOLE = "harus berupa bilangan bulat"
EDGES = "tidak boleh diawali atau diakhiri spasi"
HIDDEN = "tidak boleh memuat karakter yang tidak terlihat atau yang membalik arah tulisan"

CONTROL = "tidak boleh memuat karakter kendali selain ganti baris dan tab"

Bearer = Callable[..., dict[str, str]]
NAME = TypeAdapter[str](Annotated[str, Field(min_length=1, max_length=5), FREE_TEXT])
INSTANT = TypeAdapter[datetime](Instant)


class Line(Body):
    """A line of a note."""

    count: int = 1


class Note(Body):
    """A note of a shop."""

    text: Annotated[str, Field(max_length=20), FREE_TEXT]
    at: Instant | None = None
    level: Annotated[str, WHOLE_AS_TEXT, Field(max_length=7)] | None = None
    lines: list[Line] = []  # noqa: RUF012 - pydantic copies it
    named: dict[Key, Name] = {}  # noqa: RUF012 - as above


@pytest.mark.parametrize(
    "text", ["a", "b\n", "a\tb", "a\r\nb", "é", "a\u00adb", "a\u200db", "a\ufe0f"]
)
def test_a_free_text_keeps_its_lines_and_its_letters(text: str) -> None:
    assert NAME.validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("\0", "a\0b", "", "abcdef"),
        *("a\x01", "a\x1b", "a\x7f", "a\x85", "a\x0c", "a\u2028"),
        *("a\u202eb", "a\u2066b", "a\u200fb", "a\u200bb", "a\u2060b", "a\ufeffb", "a\U000e0041"),
    ],
)
def test_what_is_not_seen_is_refused_beside_what_the_field_asks(text: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-03-01T08:00:00+07:00", datetime(2026, 3, 1, 1, tzinfo=UTC)),
        ("2026-03-01T01:00:00.5Z", datetime(2026, 3, 1, 1, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-03-01T01:00:00.000001Z", datetime(2026, 3, 1, 1, 0, 0, 1, tzinfo=UTC)),
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
        "2026-03-01",
        "2026-03-01 08:00:00Z",
        "2026-03-01T08:00Z",
        "2026-03-01T24:00:00Z",
        "2026-02-30T08:00:00Z",
        "2026-03-01T08:00:00+0700",
        "2026-03-01T08:00:00.0000001Z",
        "2026-03-01T08:00:00.000000000Z",
        "2026-03-01T08:00:00.1234567890+07:00",
        "2026-03-01T08:00:00.Z",
        "1768464012",
        1768464012,
        0,
        0.5,
        True,
    ],
)
def test_an_instant_that_cannot_be_kept_as_it_is_or_has_no_zone_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_python(given)


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({"text": "a\0"}, "/text", CONTROL),
        ({"text": "a\u202e"}, "/text", HIDDEN),
        (
            {"text": "a", "at": "0001-01-01T00:00:00+14:00"},
            "/at",
            "harus di antara tahun 2 dan 9998",
        ),
        ({"text": "a", "at": 0}, "/at", NO_INSTANT),
        ({"text": "a", "at": "2026-03-01"}, "/at", NO_INSTANT),
        ({"text": "a", "at": "2026-03-01T08:00:00"}, "/at", NO_ZONE),
        ({"text": "a", "at": "2026-03-01T08:00:00.1234567Z"}, "/at", TOO_FINE),
        ({"text": "a", "level": "x" * 8}, "/level", "paling banyak 7 karakter"),
        ({"text": "a", "level": True}, "/level", "harus berupa teks atau bilangan bulat"),
        ({"text": "a", "level": 1.5}, "/level", "harus berupa teks atau bilangan bulat"),
        ({"text": "a", "lines": [{"count": False}]}, "/lines/0/count", WHOLE),
        ({"text": "a", "lines": [{"count": "3"}]}, "/lines/0/count", WHOLE),
        ({"text": "a", "lines": [{"count": 3.0}]}, "/lines/0/count", WHOLE),
        ({"text": "a", "lines": [3]}, "/lines/0", "harus berupa objek"),
        ({"text": "a", "named": {"b ": "c"}}, "/named/b ", EDGES),
        ({"text": "a", "named": {"b": "\n"}}, "/named/b", "tidak boleh kosong"),
        ({"text": "a", "named": {"b": "\u200b"}}, "/named/b", HIDDEN),
        ({"text": "a", "other": 1}, "/other", "tidak dikenal"),
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
    number = TypeAdapter[str](Annotated[str, Field(pattern=WRITTEN), WHOLE_AS_TEXT])

    text, whole = number.json_schema()["anyOf"]
    assert (text["pattern"], whole) == (WRITTEN, {"type": "integer"})
    assert number.validate_python(3) == "3"
    assert number.validate_python("20/3") == "20/3"
    for refused in (2.5, True, None, "1e3", "3\n"):
        with pytest.raises(ValidationError):
            number.validate_python(refused)


def test_a_text_is_shown_in_both_languages() -> None:
    shown = TextView.model_validate(Text("dua", "two"))

    assert shown.model_dump() == {"id": "dua", "en": "two"}


def test_the_document_says_too_that_a_name_is_more_than_blanks() -> None:
    for kind in (Name, ShortName):
        pattern = TypeAdapter[str](kind).json_schema()["pattern"]
        assert [bool(re.search(pattern, name)) for name in ("\u000b \n", " x ")] == [False, True]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Dinas Kesehatan ", "Dinas Kesehatan"),
        ("\u00a0Bagian Umum\n", "Bagian Umum"),
        ("Kab. 50 Kota", "Kab. 50 Kota"),
        ("Dinas Ké-1 (\u201cX\u201d)", "Dinas Ké-1 (\u201cX\u201d)"),
    ],
)
def test_a_name_is_kept_without_blanks_at_its_ends(given: str, kept: str) -> None:
    assert TypeAdapter[str](Name).validate_python(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        *("", " ", "\n", "\t\r\n", "\u00a0", "\u3000"),
        *("\u200b", " \u200b ", "\u2060", "\ufeff", "\u3164", "\u115f", "\u2800", "\u00ad"),
        *("a\nb", "a\tb", "a\0b", "a\x1bb", "a\x85b", "a\u2028b"),
        *("a\u202eb", "a\u2066b", "a\u200fb", "a\u200bb", "a\U000e0041b", "a\ufdd0b"),
        *("-", "--", "...", "\u0301"),
    ],
)
def test_a_name_that_shows_nothing_or_hides_something_is_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](Name).validate_python(given)


@pytest.mark.parametrize("given", ["a\nb", "a\tb", "a\0", "a\u200db", "a\u202e", "\u200b"])
def test_a_code_is_one_line_and_hides_nothing(given: str) -> None:
    adapter = TypeAdapter[str](Annotated[str, ONE_LINE])
    assert adapter.validate_python("1.a / b") == "1.a / b"
    with pytest.raises(ValidationError):
        adapter.validate_python(given)


@pytest.mark.parametrize(
    "given", ["", " \n", "\u200b\u200b", "\u3164", "\u2800 ", "\u0301", "\ue000\n"]
)
def test_a_text_that_shows_nothing_is_blank(given: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](Annotated[str, NOT_BLANK]).validate_python(given)
    free = TypeAdapter[str](Annotated[str, FREE_TEXT])
    if given:
        with pytest.raises(ValidationError):
            free.validate_python(given)
    assert free.validate_python("") == ""
    assert free.validate_python("\ue000 butir\n e\u0301") == "\ue000 butir\n e\u0301"


@pytest.mark.parametrize("given", [" a", "a ", "a\n", "a\u200b", "\u00a0a"])
def test_a_key_is_taken_as_it_is_or_not_at_all(given: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](Key).validate_python(given)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            WholeQuery,
            ["0", "5", "-3", 5],
            ["05", "5.0", "+5", " 5", "1_0", "", "0x5", "\u0665", True],
        ),
        (TruthQuery, ["true", "false", True], ["1", "0", "yes", "on", "True", "t", "", 1]),
        (Day, ["2026-01-31"], [0, 0.5, "2026-1-31", "20260131", "2026-02-30", "2026-01-31T00:00"]),
        (
            Id,
            ["01a20201-9d31-7740-a619-5b4df6c9f654", "01A20201-9D31-7740-A619-5B4DF6C9F654"],
            ["01a202019d317740a6195b4df6c9f654", "{01a20201-9d31-7740-a619-5b4df6c9f654}", 1, ""],
        ),
    ],
)
def test_what_stands_in_a_query_has_one_form(
    kind: Any, good: list[object], bad: list[object]
) -> None:
    adapter = TypeAdapter[Any](kind)
    for given in good:
        adapter.validate_python(given)
    for given in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(given)
