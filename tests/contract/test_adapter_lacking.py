"""What a source itself says must be reported, and of which it has no row."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from tests.contract.looks import DATA, Row, achieved_row, assert_no_better, goodness
from tests.contract.recordings import a_source, observed, payload, read, recorded
from tests.contract.test_adapter_doubts import achieved, instead

from integration.facts.domain.fact import Observation


def indicator(number: int, **changes: Any) -> Row:
    row = json.loads(payload("e-sakip", "iku"))["data"][0]
    named = {**row["indikator"], "id": number, "nama": f"Indikator {number}"}
    return {**row, "id": 900 + number, "indikator": named, **changes}


async def facts_of(indicators: list[Row], rows: list[Row]) -> Mapping[str, Observation]:
    answers = {
        "iku": instead("e-sakip", "iku", indicators),
        "capaian-1": instead("e-sakip", "capaian-1", rows),
    }
    source = a_source("e-sakip")
    found = await read(source, recorded("e-sakip", **answers))
    return {
        item.key.fact.removeprefix("accountability."): item
        for item in observed(source, found)
        if item.key.period in ("2026", "2026-Q1")
    }


async def test_a_key_indicator_without_a_row_was_not_reported() -> None:
    facts = await facts_of([indicator(1), indicator(2)], [achieved(1, realisasi="80,7")])
    assert facts["iku_set"].value is True
    assert facts["achievement_recorded"].value is False
    assert "2025-2029:902" in {row.record_id for row in facts["achievement_recorded"].records}
    mean = facts["achievement"]
    assert (mean.status, mean.value) == ("unknown", None)
    assert mean.doubt is not None
    assert mean.doubt.text.id == (
        "Capaian indikator kinerja utama yang bertarget pada tahun ini belum ada (2)."
        " Yang terbaca: 80.7."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "draf"},
        {
            "periode": {"tahun_mulai": 2027, "tahun_akhir": 2029},
            "target_tahunan": {"2024": "2", "2027": "3"},
        },
    ],
)
async def test_a_key_indicator_that_need_not_be_reported_yet_is_not_missed(
    changes: dict[str, Any],
) -> None:
    facts = await facts_of([indicator(1), indicator(2, **changes)], [achieved(1, realisasi="80")])
    assert (facts["achievement"].value, facts["achievement_recorded"].value) == ("80", True)


@pytest.mark.parametrize("targets", [{"2025": "3"}, {"2026": "-"}, {"2026": None}, {}])
async def test_a_key_indicator_without_a_target_is_missed_too(targets: dict[str, Any]) -> None:
    """The source lists it for the year, whatever it says of its target."""
    rows = [indicator(1), indicator(2, target_tahunan=targets)]
    facts = await facts_of(rows, [achieved(1, realisasi="81,2")])
    assert facts["iku_set"].value is False
    assert facts["achievement"].status == "unknown"
    assert facts["achievement_recorded"].value is False
    facts = await facts_of(rows, [achieved(1, realisasi="81,2"), achieved(2, realisasi="100")])
    assert facts["achievement"].value == "90.6"


async def test_years_that_lack_a_year_with_a_target_tell_nothing() -> None:
    later = indicator(2, periode={"tahun_mulai": 2027, "tahun_akhir": 2029})  # and one of 2026
    facts = await facts_of([indicator(1), later], [achieved(1, realisasi="81,2")])
    assert {facts[name].status for name in ("iku_set", "achievement", "achievement_recorded")} == {
        "unknown"
    }


@pytest.mark.parametrize("status", [None, "", "-", "rampung?", "2026-01-05"])
async def test_a_key_indicator_of_an_unknown_status_is_missed(status: str | None) -> None:
    rows = [indicator(1), indicator(2, status=status)]
    facts = await facts_of(rows, [achieved(1, realisasi="80")])
    assert (facts["achievement"].value, facts["achievement_recorded"].value) == (None, False)


async def test_all_key_indicators_with_a_row_are_reported_in_any_writing() -> None:
    rows = [achieved(1, realisasi="80"), achieved(2, realisasi="60")]
    rows[1]["indikator"] = {**rows[1]["indikator"], "id": "02"}
    facts = await facts_of([indicator(1), indicator(2)], rows)
    assert (facts["achievement"].value, facts["achievement_recorded"].value) == ("70", True)


@pytest.mark.parametrize(("title", "expected"), [("indikator  2 ", True), ("Lain", False)])
async def test_a_key_indicator_without_an_id_is_known_by_its_title(
    title: str, *, expected: bool
) -> None:
    without = indicator(2)
    del without["indikator"]["id"]
    row = achieved(2, realisasi="60")
    row["indikator"] = {**row["indikator"], "nama": title}
    facts = await facts_of([without], [row])
    assert facts["achievement_recorded"].value is expected


@pytest.mark.parametrize(("number", "expected"), [(1, "value"), (2, "unknown")])
async def test_a_key_indicator_that_cannot_be_read_may_be_one_without_a_row(
    number: int, expected: str
) -> None:
    broken = indicator(number, target_tahunan={"2026": "banyak"})
    facts = await facts_of([broken], [achieved(1, realisasi="80")])
    assert facts["achievement"].status == expected
    assert facts["achievement_recorded"].status == expected


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_indicator_that_is_left_out_altogether_makes_no_fact_look_better(number: int) -> None:
    """As long as the source lists it: it is not among the achievements of any quarter."""
    demanded = {
        "iku": [
            {**row, "status": "selesai", "target_tahunan": {"2026": "2"}}
            for row in DATA["e-sakip"]["iku"]
        ],
        **{
            f"capaian-{quarter}": [
                achieved_row(one, quarter, said) for one, said in enumerate("941", start=1)
            ]
            for quarter in (1, 2)
        },
    }
    whole = {**DATA["e-sakip"], **demanded}
    thin = deepcopy(whole)
    for quarter in (1, 2):
        del thin[f"capaian-{quarter}"][number - 1]
    assert_no_better(goodness("e-sakip", thin), goodness("e-sakip", whole), number)
