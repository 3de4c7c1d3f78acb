"""What raises a level depends on its track: rules alone on the live one, people on the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.region import (
    DINAS,
    MONTH,
    SPBE,
    agencies,
    derivations,
    edition,
    everything,
    month_opened,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service


@pytest.fixture
async def story(service: Service) -> Service:
    """Every agency has consulted, so indicator 13 has the highest level that its rule gives."""
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(*(observed(code, True) for code in DINAS))
    return service


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_no_rule_derives_has_no_live_level_and_nothing_raises_it(story: Service) -> None:
    explained = await got(story, f"/scores/{SPBE}/explanation", indicator="1", track="live")

    assert (explained["level"], explained["next_level"]) == (None, None)
    assert explained["raises"] == {
        "id": "Tidak ada sumber data untuk indikator ini. Karena itu tingkatnya pada jalur langsung"
        " kosong dan tidak dapat naik.",
        "en": "There is no source for this indicator. So it has no level on the live track and"
        " cannot rise there.",
    }


async def test_a_live_level_rises_no_higher_than_its_rule(story: Service) -> None:
    top = await got(story, f"/scores/{SPBE}/explanation", indicator="13", track="live")
    whole = await got(story, f"/scores/{SPBE}/explanation", indicator="index", track="live")

    assert (top["level"], top["next_level"]) == ("3", None)
    assert top["raises"]["en"] == (
        "Sources can prove 3 at most. It cannot rise further on the live track."
    )
    assert [each["step"] for each in whole["sum"]["terms"]] == [None, None]

    await story.worker().apply(observed(DINAS[1], False, revision=3))
    lower = await got(story, f"/scores/{SPBE}/explanation", indicator="13", track="live")
    whole = await got(story, f"/scores/{SPBE}/explanation", indicator="index", track="live")

    assert (lower["level"], lower["next_level"]["level"]) == ("2", "3")
    assert lower["raises"]["en"].startswith("For level 3: Seluruhnya (en). Missing: ")
    assert [each["gain"] for each in whole["sum"]["terms"]] == [None, "1"]


@pytest.mark.parametrize(
    ("track", "sentence"),
    [
        ("self", "No value yet: a report or an answer would give it its first."),
        ("provisional", "No value yet: a source's facts, a report or an answer would give it"),
        ("live", "No value yet: a source's facts would give it its first. Not measured yet: "),
    ],
)
async def test_a_percentage_without_a_value_says_what_gives_it_one(
    service: Service, track: str, sentence: str
) -> None:
    await service.worker().apply(
        monthly_edition(), monthly_derivations(), *agencies(), month_opened()
    )
    explained = await got(service, f"/scores/{MONTH}/explanation", indicator="K1", track=track)

    assert (explained["level"], explained["next_level"]) == (None, None)
    assert explained["raises"]["en"].startswith(sentence)


async def test_a_percentage_rises_by_a_point(service: Service) -> None:
    await service.worker().apply(*everything())
    explained = await got(service, f"/scores/{MONTH}/explanation", indicator="index", track="live")

    assert explained["sum"]["terms"][0]["step"]["unit"] == "point"
    assert explained["raises"]["id"].startswith("Naik satu poin menambah: K1 +1.")
