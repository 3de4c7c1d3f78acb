"""An address is passed on only if it names what it seems to name."""

import pytest

from gateway.door.domain.address import fault_of, is_plain


@pytest.mark.parametrize(
    "path", ["/api/v1/scores", "/api/v1/scores/", "/api/v1/scores/a b", "/a/...", "/a/.b", "/a/ü"]
)
def test_plain_addresses(path: str) -> None:
    assert is_plain(path)


@pytest.mark.parametrize(
    "path", ["/a/..", "/a/../b", "/a/./b", "/a//b", "/a\\b", "/a\nb", "/a\0", "/a\x7f", "//a"]
)
def test_addresses_that_hide_something(path: str) -> None:
    assert not is_plain(path)


def test_a_slash_within_a_part_is_named() -> None:
    for written in (b"/a/b%2Fc", b"/a/b%2fc"):
        fault = fault_of("/a/b/c", written)
        assert fault is not None
        assert "%2F" in fault.en
    assert fault_of("/a/b%2Fc", b"/a/b%252Fc") is None  # the text %2F is no slash


@pytest.mark.parametrize(
    ("path", "words"), [("/a/\0", "%00"), ("/a\\b", "backslashes"), ("/a/../b", "..")]
)
def test_what_an_address_hides_is_named(path: str, words: str) -> None:
    fault = fault_of(path)

    assert fault is not None
    assert words in fault.en
