from dataclasses import dataclass

import pytest

from rules.revision import OutdatedChange, SeenRevisions, is_repeated

SEEN = SeenRevisions(frozenset({2, 5}))


@dataclass(frozen=True)
class Thing:
    revision: int


@pytest.mark.parametrize(("revision", "expected"), [(1, False), (2, True), (4, False), (5, True)])
def test_a_change_starts_from_a_revision_that_was_seen(revision: int, *, expected: bool) -> None:
    assert SEEN.include(revision) is expected


@pytest.mark.parametrize(("revision", "expected"), [(1, False), (2, True), (3, True), (9, True)])
def test_a_repeated_change_starts_from_before_it(revision: int, *, expected: bool) -> None:
    assert SEEN.include_one_until(revision) is expected


def test_a_revision_that_never_was_is_none() -> None:
    assert not SeenRevisions(frozenset({0})).include_one_until(3)
    assert SeenRevisions(frozenset({0})).include_one_until(3, first=0)


def test_who_takes_it_as_it_is_has_seen_everything() -> None:
    anything = SeenRevisions(anything=True)
    assert anything.include(7)
    assert anything.include_one_until(7)


def test_who_names_nothing_has_seen_nothing() -> None:
    assert not SeenRevisions().include(1)
    assert not SeenRevisions().include_one_until(1)


def test_a_new_change_starts_from_the_present_state() -> None:
    assert not is_repeated(SEEN, Thing(5), is_same=False)
    with pytest.raises(OutdatedChange) as caught:
        is_repeated(SEEN, Thing(6), is_same=False)
    assert caught.value.present == Thing(6)


def test_a_change_that_was_made_is_no_error() -> None:
    assert is_repeated(SEEN, Thing(6), is_same=True)


@pytest.mark.parametrize("same", [True, False])
def test_who_has_seen_nothing_changes_nothing(*, same: bool) -> None:
    with pytest.raises(OutdatedChange):
        is_repeated(None, Thing(6), is_same=same)
