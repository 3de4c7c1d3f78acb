"""Rows that are left out, a few at once and anywhere but at the beginning: no fact looks better."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.contract.looks import (
    DATA,
    Row,
    achieved_row,
    assert_no_better,
    goodness,
    realised_row,
)

from integration.sources.domain.source import System

CODES = ("2.16.03.2.02.0001", "2.16.03.2.02.0002", "2.16.01.2.01.0003")
SPENT = (100, 80, 10)
WHOLE: Mapping[System, Mapping[str, list[Row]]] = {
    "e-program": {
        **DATA["e-program"],
        "realisasi": [
            realised_row(10 * month + place, month, code, spent=spent, physical=spent // 10)
            for month in (1, 2, 3)
            for place, (code, spent) in enumerate(zip(CODES, SPENT, strict=True))
        ],
    },
    "e-sakip": {
        **DATA["e-sakip"],
        **{
            f"capaian-{quarter}": [
                achieved_row(number, quarter, realisation)
                for number, realisation in enumerate(("10", "4", "1"), start=1)
            ]
            for quarter in (1, 2)
        },
    },
}
LATER: Mapping[System, list[tuple[str, int]]] = {
    "e-program": [("realisasi", place) for place in range(3, 9)],
    "e-sakip": [("capaian-2", place) for place in range(3)],
}


@cache
def whole(system: System) -> Mapping[Any, Any]:
    return goodness(system, WHOLE[system])


@given(system=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_rows_that_are_left_out_after_the_first_make_no_fact_look_better(
    system: System, data: st.DataObject
) -> None:
    places = st.lists(st.sampled_from(LATER[system]), min_size=1, unique=True)
    gone = set(data.draw(places))
    thin = {
        name: [row for place, row in enumerate(rows) if (name, place) not in gone]
        for name, rows in WHOLE[system].items()
    }
    assert_no_better(goodness(system, thin), whole(system), gone)


def test_a_first_month_that_is_left_out_makes_no_fact_look_better() -> None:
    rows = WHOLE["e-program"]["realisasi"][3:]
    thin = {**WHOLE["e-program"], "realisasi": rows}
    assert_no_better(goodness("e-program", thin), whole("e-program"), "January")
