"""JSON from outside is refused by its depth, counted alike on every version of Python."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import nesting
from rules.nesting import MOST, TooDeepError


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
    nesting.check(data)


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
        nesting.check(data)


@given(
    st.recursive(
        st.text(alphabet='[]{}"\\a'), lambda part: st.lists(part) | st.dictionaries(st.text(), part)
    )
)
def test_brackets_in_texts_count_for_nothing(value: object) -> None:
    padded = [value, "[" * (MOST + 1)]
    nesting.check(json.dumps(padded).encode())
