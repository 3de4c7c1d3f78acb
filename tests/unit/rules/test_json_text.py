"""JSON from outside is read in one way: what programs could understand in two ways is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.json_text import (
    MOST,
    JsonError,
    RepeatedError,
    TooDeepError,
    check_depth,
    read_json,
)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * MOST + b"]" * MOST,
        b'{"a":' * MOST + b"1" + b"}" * MOST,
        b"[[]," * 1 + b"[]," * 1000 + b"[]]",
        b'{"text": "' + b"[" * 1000 + b'"}',
        b'{"text": "\\"' + b"[" * 1000 + b'\\\\", "more": "' + b"{" * 1000 + b'"}',
        b"",
    ],
)
def test_what_may_be_parsed_passes(data: bytes) -> None:
    check_depth(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * (MOST + 1),
        b"[" * (MOST + 1) + b"]" * (MOST + 1),
        b'{"a":[' * (MOST // 2) + b"[",
        b"[[]," + b"[" * MOST,
        b'{"text": "\\\\", "more": ' + b"[" * MOST + b'"' + b"]" * MOST + b'"',
        b"[" * 10_000_000,
    ],
)
def test_what_is_too_deep_is_refused(data: bytes) -> None:
    with pytest.raises(TooDeepError, match=f"deeper than {MOST} levels"):
        check_depth(data)


@given(
    st.recursive(
        st.text(alphabet='[]{}"\\a'), lambda part: st.lists(part) | st.dictionaries(st.text(), part)
    )
)
def test_brackets_in_texts_count_for_nothing(value: object) -> None:
    padded = [value, "[" * (MOST + 1)]
    check_depth(json.dumps(padded).encode())


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b'{"level": "1", "level": "2"}', {"/level": "is written twice"}),
        (b'{"a": 1, "a": 1, "a": 1}', {"/a": "is written 3 times"}),
        (b'{"a": 1, "\\u0061": 2}', {"/a": "is written twice"}),
        (b'[{"x": 1}, {"a/b": {"c~": 1, "c~": 2}}]', {"/1/a~1b/c~0": "is written twice"}),
        (
            b'{"a": {"b": 1, "b": 2}, "a": {"b": 3}}',
            {"/a": "is written twice", "/a/b": "is written twice"},
        ),
    ],
)
def test_a_member_that_stands_twice_is_named(data: bytes, places: dict[str, str]) -> None:
    with pytest.raises(RepeatedError) as caught:
        read_json(data)

    assert {each.pointer: each.text.en for each in caught.value.problems} == places


@pytest.mark.parametrize(
    ("data", "pointer", "reason"),
    [
        (b"{", "", "line 1, column 2: unreadable JSON"),
        (b"", "", "unreadable JSON"),
        (b"{} {}", "", "unreadable JSON"),
        (b"\xff", "", "it is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "", "it is not UTF-8"),
        (b'{"a": [1, NaN]}', "/a/1", "is no number"),
        (b'{"a": -Infinity}', "/a", "is no number"),
        (b'{"a": 1e999}', "/a", "is no number"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "/a", "is no number"),
        (b'{"a": "\\ud800"}', "/a", "has a broken character"),
        (b'{"a": {"\\udc00": 1}}', "/a", "has a broken character"),
    ],
)
def test_what_is_no_json_says_where_and_why(data: bytes, pointer: str, reason: str) -> None:
    with pytest.raises(JsonError) as caught:
        read_json(data)

    (problem,) = caught.value.problems
    assert problem.pointer == pointer
    assert reason in problem.text.en
    assert "set_int_max_str_digits" not in problem.text.en


def test_numbers_are_made_as_the_reader_wants_them() -> None:
    data = '\ufeff{"a": 2.50, "b": 10001, "c": "\\ud83d\\ude00"}'.encode()

    assert read_json(data) == {"a": 2.5, "b": 10001, "c": "\U0001f600"}
    assert read_json(data, whole=str, decimal=str)["a"] == "2.50"


def test_where_one_row_must_not_hide_the_others_the_value_is_marked() -> None:
    twice = object()
    found = read_json(b'{"a": 1, "rows": [{"b": 1, "b": 1}, {"b": 2}]}', repeated=twice)

    assert found == {"a": 1, "rows": [{"b": twice}, {"b": 2}]}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    )
)
def test_whatever_is_written_once_is_read_as_every_parser_reads_it(value: object) -> None:
    data = json.dumps(value, ensure_ascii=False).encode()

    assert read_json(data) == json.loads(data)
