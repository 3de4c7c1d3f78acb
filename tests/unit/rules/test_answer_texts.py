"""JSON keeps its numbers as they are written, and levels may stand below a key."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.answers import AnswersError, Pairs, opened, read_json, unreadable
from rules.text import Text


def test_json_keeps_numbers_as_they_are_written() -> None:
    found = read_json(b'{"levels": {"1": 2.10, "2": 3, "3": "BB", "4": null, "5": 1e-400}}')

    assert found == {"levels": {"1": "2.10", "2": "3", "3": "BB", "4": None, "5": "1e-400"}}


def test_json_that_names_a_code_twice_is_refused_at_the_code() -> None:
    with pytest.raises(AnswersError) as caught:
        read_json(b'{"levels": {"1": 3, "2": 3, "1": 4}}')
    assert caught.value.problems == (("/levels/1", ("tertulis 2 kali", "is written twice")),)


@given(st.decimals(-1000, 1000, allow_nan=False, places=20))
def test_a_json_number_is_read_without_loss(value: Decimal) -> None:
    assert read_json(f"[{value:f}]".encode()) == [f"{value:f}"]


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'1': 2}", "[" * 100_000, '{"1" 2}'])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(AnswersError, match=r"unreadable JSON|nested deeper") as caught:
        read_json(text.encode())
    assert caught.value.problems[0].pointer == ""
    assert "Expecting" not in caught.value.problems[0].text.id


def test_levels_may_stand_below_a_key() -> None:
    below = Pairs([("1", "3")])

    assert opened(Pairs([("levels", below)])) is below
    assert opened(Pairs([("levels", ["3"])])) == ["3"]
    assert opened(below) is below
    assert opened(["3"]) == ["3"]
    assert opened(Pairs([("levels", "3")])) == Pairs([("levels", "3")])
    assert len(opened(Pairs([("levels", below), ("levels", below)]))) == 2
    assert opened({"levels": {"1": "3"}}) == {"1": "3"}
    assert opened({"1": "3"}) == {"1": "3"}


@pytest.mark.parametrize("kind", [dict, Pairs])
def test_nothing_stands_beside_the_key(kind: Any) -> None:
    with pytest.raises(AnswersError) as caught:
        opened(kind({"edition": "contoh", "levels": {"1": "3"}, "2": "4"}.items()))
    assert [each.pointer for each in caught.value.problems] == ["/edition", "/2"]


@pytest.mark.parametrize("found", [None, "3", 3, ("1", 3)])
def test_what_holds_no_levels_is_refused(found: object) -> None:
    with pytest.raises(AnswersError) as caught:
        opened(found)
    assert caught.value.problems[0].text == (
        "harus pemetaan kode ke tingkat, atau daftar tingkat menurut urutan indikator",
        "must be a mapping of codes to levels, or a list of levels in the indicators' order",
    )
    assert caught.value.problems[0].pointer == ""


def test_an_unreadable_text_says_why() -> None:
    error = unreadable("CSV", Text("baris 3", "row 3"))

    assert error.problems == (("", ("CSV tidak dapat dibaca: baris 3", "unreadable CSV: row 3")),)
