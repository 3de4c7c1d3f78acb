"""Who stands above whom, and who reaches whom."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rules.tree import reaches, upwards

_PARENTS = {"9901.2.16": "9901", "9901.2.16.01": "9901.2.16", "a": "b", "b": "a", "self": "self"}


def test_the_line_runs_from_a_unit_to_its_root() -> None:
    assert [*upwards("9901.2.16.01", _PARENTS.get)] == ["9901.2.16.01", "9901.2.16", "9901"]


def test_a_unit_that_is_not_known_stands_alone() -> None:
    assert [*upwards("9902", _PARENTS.get)] == ["9902"]


def test_a_ring_ends_where_it_began() -> None:
    assert [*upwards("a", _PARENTS.get)] == ["a", "b"]
    assert [*upwards("self", _PARENTS.get)] == ["self"]


def test_a_root_reaches_itself_and_what_is_below_it() -> None:
    line = ["9901.2.16.01", "9901.2.16", "9901"]
    assert all(reaches(root, line) for root in line)
    assert not reaches("9902", line)
    assert not reaches("9901.2", line)  # a part of the code is no unit above
    assert not reaches("9901", [])


@given(st.dictionaries(st.integers(0, 9).map(str), st.integers(0, 9).map(str)))
def test_every_walk_ends(parents: dict[str, str]) -> None:
    for unit in map(str, range(10)):
        line = [*upwards(unit, parents.get)]
        assert len(line) == len(set(line))
        assert line[0] == unit
        assert all(parents[below] == above for below, above in pairwise(line))
