"""What a source does not say, takes back or writes unreadably never looks better than it is."""

import json
from typing import Any

import pytest
from tests.contract.recordings import a_source, errors, observed, payload, read, recorded

from integration.facts.domain.fact import Observation
from integration.sources.domain.source import System

_QUARTER = "accountability.achievement 2026-Q1"
_RECORDED = "accountability.achievement_recorded 2026-Q1"


def achieved(number: int, **changes: Any) -> dict[str, Any]:
    row = json.loads(payload("e-sakip", "capaian-1"))["data"][0]
    own = {"id": number, "indikator": {**row["indikator"], "id": number}}
    return {**row, "target": "100", **own, **changes}


async def facts_of(
    system: System, listing: str, rows: list[Any], **changes: Any
) -> tuple[dict[str, Observation], list[Any]]:
    """Read the recorded system with other rows in one listing: facts by name and period."""
    whole = json.loads(payload(system, listing))
    source = a_source(system, **changes)
    answers = {listing: json.dumps({**whole, "data": rows}).encode()}
    found = await read(source, recorded(system, **answers))
    facts = {f"{item.key.fact} {item.key.period}": item for item in observed(source, found)}
    return facts, errors(found)


async def quarter(*rows: dict[str, Any]) -> tuple[Observation, Observation]:
    facts, _ = await facts_of("e-sakip", "capaian-1", list(rows))
    return facts[_QUARTER], facts[_RECORDED]


@pytest.mark.parametrize("nothing", ["-", "--", "", " - ", "n/a", "N/A", "\u2013", None])
async def test_a_target_whose_realisation_is_nothing_is_not_reported(nothing: str | None) -> None:
    mean, recorded_fact = await quarter(
        achieved(1, realisasi="100"), achieved(2, realisasi=nothing)
    )
    assert (mean.status, mean.value) == ("absent", None)
    assert recorded_fact.value is False


@pytest.mark.parametrize("text", ["belum", "100 %", "1.5", "x", "nihil", True, ["100"]])
async def test_text_that_is_no_number_makes_what_rests_on_it_unknown(text: Any) -> None:
    mean, recorded_fact = await quarter(achieved(1, realisasi="100"), achieved(2, realisasi=text))
    assert (mean.status, mean.value) == ("unknown", None)
    assert (recorded_fact.status, recorded_fact.value) == ("unknown", None)
    assert mean.doubt is not None
    assert mean.doubt.text.id == (
        "Ada baris yang tidak dapat dibaca (achievement 2). Yang terbaca: 100."
    )


async def test_a_row_of_another_year_than_asked_for_is_no_doubt_of_this_one() -> None:
    mean, _ = await quarter(achieved(1, realisasi="100"), achieved(2, realisasi="1", tahun=2025))
    assert (mean.status, mean.value) == ("value", "100")
