"""Days that are moved ahead, a few at once and anywhere: no fact looks better until they come."""

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.looks import DATA, Row, assert_no_better, goodness
from tests.contract.recordings import a_source, errors, payload, read, recorded
from tests.contract.test_adapter_doubts import instead

from integration.records.domain.days import Today
from integration.sources.domain.source import System

WIB = ZoneInfo("Asia/Jakarta")
TODAY, TOMORROW = Today(date(2026, 6, 30), WIB), Today(date(2026, 7, 1), WIB)
AHEAD = ("2026-07-01", "2027-01-01", "9999-12-31")
KEYS = {"TglSah", "TglBA", "Waktu", "waktu", "waktu_awal", "tanggal_dpa", "tanggal_publish"}
DAYS: Mapping[System, list[tuple[str, int, str]]] = {
    system: [
        (name, place, key)
        for name, rows in listings.items()
        for place, row in enumerate(rows)
        for key in row
        if key in KEYS
    ]
    for system, listings in DATA.items()
}


def moved(system: System, days: Mapping[tuple[str, int, str], str]) -> Mapping[str, list[Row]]:
    rows = deepcopy(dict(DATA[system]))
    for (name, place, key), day in days.items():
        rows[name][place][key] = day if key in ("TglBA", "tanggal_dpa") else f"{day} 08:00:00"
    return rows


@cache
def whole(system: System) -> Mapping[Any, Any]:
    return goodness(system, DATA[system], today=TODAY)


def test_the_days_are_those_of_every_make() -> None:
    assert {key for days in DAYS.values() for *_, key in days} == KEYS


@pytest.mark.parametrize("day", AHEAD)
@pytest.mark.parametrize("system", DATA)
def test_one_day_that_is_moved_ahead_makes_no_fact_look_better(system: System, day: str) -> None:
    for place in DAYS[system]:
        now = goodness(system, moved(system, {place: day}), today=TODAY)
        assert_no_better(now, whole(system), (place, day))


@given(system=st.sampled_from(sorted(DATA)), data=st.data())
def test_several_days_that_are_moved_ahead_make_no_fact_look_better(
    system: System, data: st.DataObject
) -> None:
    days = st.dictionaries(st.sampled_from(DAYS[system]), st.sampled_from(AHEAD), min_size=2)
    given_days = data.draw(days)
    now = goodness(system, moved(system, given_days), today=TODAY)
    assert_no_better(now, whole(system), given_days)


@pytest.mark.parametrize(
    ("system", "listing", "resource", "key", "written"),
    [
        ("e-planning", "dokumen", "documents", "TglSah", "2026-07-01 00:00:00"),
        ("e-planning", "konsultasi", "consultations", "TglBA", "2026-07-01"),
        ("e-planning", "pertukaran", "exchanges", "Waktu", "2026-07-01 00:00:00"),
        ("e-program", "dpa", "budget-documents", "tanggal_dpa", "2026-07-01"),
        ("e-program", "realisasi", "realisations", "bulan", 7),
        ("e-sakip", "perjanjian-kinerja", "documents", "tanggal_publish", "2026-07-01 00:00:00"),
        ("e-sakip", "iku", "key-indicators", "updated_at", "2026-07-01 00:00:00"),
    ],
)
async def test_a_day_ahead_is_reported_until_it_has_come(
    *, system: System, listing: str, resource: str, key: str, written: object
) -> None:
    row = json.loads(payload(system, listing))["data"][0] | {key: written}
    answer = instead(system, listing, [row])

    async def found(today: Today) -> list[tuple[str, str]]:
        contents = await read(a_source(system), recorded(system, **{listing: answer}), today=today)
        return [
            (name, code)
            for where, _, name, code in errors(contents)
            if where == resource and code == "day_ahead"
        ]

    assert await found(TODAY) == [(key, "day_ahead")]
    assert await found(TOMORROW) == []
