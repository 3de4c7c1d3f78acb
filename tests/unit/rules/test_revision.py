import pytest

from rules.revision import SeenRevisions

SEEN = SeenRevisions(frozenset({2, 5}))


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
