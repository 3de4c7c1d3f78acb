import pytest

from kit.errors import PreconditionFailed, PreconditionRequired
from kit.web import (
    etag,
    is_current,
    require_match,
    seen_revisions,
)
from rules.revision import SeenRevisions


@pytest.mark.parametrize("header", ['"7"', '"6", "7"', "*"])
def test_the_current_version_may_be_changed(header: str) -> None:
    require_match(header, etag(7), {"level": 3})


@pytest.mark.parametrize("header", ['"6"', "7", 'W/"7"', ""])
def test_another_version_is_refused_and_both_are_shown(header: str) -> None:
    with pytest.raises(PreconditionFailed) as caught:
        require_match(header, etag(7), {"level": 3})

    assert caught.value.extra == {
        "yours": {"etag": header},
        "current": {"etag": '"7"', "body": {"level": 3}},
    }
    assert caught.value.headers["ETag"] == '"7"'


def test_a_change_without_a_version_is_refused() -> None:
    with pytest.raises(PreconditionRequired) as caught:
        require_match(None, etag(7), {})

    assert caught.value.errors[0].pointer == "header/If-Match"


@pytest.mark.parametrize(
    ("header", "current"), [('"7"', True), ('W/"7"', True), ("*", True), ('"6"', False)]
)
def test_a_readers_copy_is_good_while_the_version_is_current(*, header: str, current: bool) -> None:
    assert is_current(header, etag(7)) is current
    assert not is_current(None, etag(7))


def starts_before(header: str | None, revision: int, *, first: int = 1) -> bool:
    seen = seen_revisions(header)
    return seen is not None and seen.include_one_until(revision, first=first)


@pytest.mark.parametrize("header", ['"7"', '"1"', '"9", "6"', "*"])
def test_a_repeated_change_starts_from_a_version_that_was(header: str) -> None:
    assert starts_before(header, 7)


@pytest.mark.parametrize(
    "header", [None, "", "7", '"8"', '"0"', '"07"', '"x"', 'W/"6"', '"-1"', '"\u0667"', '"6']
)
def test_a_version_that_never_was_starts_nothing(header: str | None) -> None:
    assert not starts_before(header, 7)


def test_a_state_before_the_first_change_can_be_a_version_too() -> None:
    assert starts_before('"0"', 7, first=0)


def test_if_match_names_revisions_that_were_seen() -> None:
    assert seen_revisions(None) is None
    assert seen_revisions('"6", W/"7", "x", "08", "9"') == SeenRevisions(frozenset({6, 9}))
    assert seen_revisions("*") == SeenRevisions(anything=True)
