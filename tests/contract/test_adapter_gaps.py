"""Cells that are cleared or spoilt, a few at once and anywhere: no fact looks better by it.

The data of each system hold something good and something bad for every fact, so that leaving the
bad part out would show. Cells that name the unit are left alone: of a row that never said whose it
is nobody can say whose facts rest on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.contract.looks import DATA, Row, assert_no_better, goodness

from integration.sources.domain.source import System

Place = tuple[str, int, tuple[str, ...]]

GONE = object()
NOTHING_MEANT: tuple[object, ...] = (
    *(None, "-", "", "belum", GONE, []),
    *("1970-01-01 00:00:00", "0000-00-00"),
)
NAMES_OF_UNITS = {"kode_skpd", "OrgCd", "opd"}


def _paths(row: Row, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in row.items():
        if key not in NAMES_OF_UNITS:
            yield (*above, key)
            if isinstance(value, dict):
                yield from _paths(value, (*above, key))


CELLS: Mapping[System, list[Place]] = {
    system: [
        (name, place, path)
        for name, rows in listings.items()
        for place, row in enumerate(rows)
        for path in _paths(row)
        # An exchange with another system than the one that is asked for does not count.
        if path[-1] not in {"Tujuan", "tujuan"}
    ]
    for system, listings in DATA.items()
}


@cache
def whole(system: System) -> Mapping[Any, Fraction | None]:
    return goodness(system, DATA[system])


@pytest.mark.parametrize("value", NOTHING_MEANT)
@pytest.mark.parametrize("system", DATA)
def test_one_cell_that_is_cleared_or_spoilt_makes_no_fact_look_better(
    system: System, value: object
) -> None:
    for name, place, path in CELLS[system]:
        _assert_no_better(system, [((name, place, path), value)])


@given(system=st.sampled_from(sorted(DATA)), data=st.data())
def test_several_cells_that_are_cleared_or_spoilt_make_no_fact_look_better(
    system: System, data: st.DataObject
) -> None:
    edit = st.tuples(st.sampled_from(CELLS[system]), st.sampled_from(NOTHING_MEANT))
    edits = data.draw(st.lists(edit, min_size=2, max_size=4, unique_by=_once))
    # Without number and day a consultation is open, and undoes no agreement (test_planning.py).
    emptied = {(place, path[0]) for (name, place, path), _ in edits if name == "konsultasi"}
    assume(not any({(place, "NoBA"), (place, "TglBA")} <= emptied for place in range(2)))
    _assert_no_better(system, edits)


def _once(edit: tuple[Place, object]) -> object:
    """Return what stands in a group once: one text in two cells would name the same thing."""
    return edit[1] if isinstance(edit[1], str) else edit[0]


def _assert_no_better(system: System, edits: Sequence[tuple[Place, object]]) -> None:
    spoilt = deepcopy({name: list(rows) for name, rows in DATA[system].items()})
    for (name, place, path), value in edits:
        _put(spoilt[name][place], path, value)
    assert_no_better(goodness(system, spoilt), whole(system), edits)


def _put(row: Any, path: tuple[str, ...], value: object) -> None:
    for part in path[:-1]:
        row = row[part] if isinstance(row, dict) and part in row else {}
    if not isinstance(row, dict):
        return
    if value is GONE:
        row.pop(path[-1], None)
    else:
        row[path[-1]] = value
