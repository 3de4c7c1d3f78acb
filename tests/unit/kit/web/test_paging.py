import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Invalid
from kit.web import decode_cursor, encode_cursor, page_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)


@given(TEXTS, st.integers(1 - 2**63, 2**63 - 1))
def test_a_cursor_gives_back_its_position(name: str, number: int) -> None:
    assert decode_cursor(encode_cursor(name, number), str, int) == (name, number)


@given(st.binary(max_size=40))
def test_an_invented_cursor_is_invalid(noise: bytes) -> None:
    with pytest.raises(Invalid):
        decode_cursor(base64.urlsafe_b64encode(noise).decode().rstrip("="), str)


@pytest.mark.parametrize("cursor", ["", "=", "ä", "a b", "a" * 999, encode_cursor(1)])
def test_a_cursor_of_another_list_is_invalid(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(cursor, str)

    assert caught.value.errors[0].pointer == "query/cursor"


def test_a_changed_cursor_is_invalid() -> None:
    cursor = encode_cursor("4.01.01")
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")

    with pytest.raises(Invalid):
        decode_cursor(changed, str)


@pytest.mark.parametrize("part", ["a\0", 2**63, 2**64 - 1, -(2**63)])
def test_a_cursor_with_what_no_list_can_hold_is_invalid(part: str | int) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(encode_cursor(part), type(part))

    assert caught.value.errors[0].pointer == "query/cursor"


def test_pages_follow_one_another_until_the_last() -> None:
    rows = list(range(10))

    page = page_of(rows[0:4], 3, item=str, position=lambda row: (row,))
    assert (page.items, decode_cursor(page.next_cursor, int)) == (["0", "1", "2"], (2,))

    last = page_of(rows[7:10], 3, item=str, position=lambda row: (row,))
    assert (last.items, last.next_cursor) == (["7", "8", "9"], None)
    assert decode_cursor(None, int) is None
