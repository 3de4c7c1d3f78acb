"""What is below its floor turns no target and decides no year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.component.scoring.judging import (
    ANSWERS,
    DECEMBER,
    OCTOBER,
    started,
)
from tests.component.scoring.region import (
    DINAS,
    REGION,
    agency,
    decided,
    observed,
    opened,
)
from tests.component.scoring.targeting import INDEX, got, put, turns

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service


async def test_a_thin_score_turns_no_target(service: Service) -> None:
    worker = await started(service, decided("1", "5", revision=2))
    made = await put(service, INDEX, "2")
    assert (made["state"], made["exact"], made["assessment_id"]) == ("unknown", None, None)
    assert await turns(service) == []
    assert (made["not_judged"], made["missing"]) == ("below_floor", ["2", "13"])
    assert made["note"]["id"].startswith("Belum dapat dinilai: baru 30 % bobot")
    assert made["note"]["en"].endswith("Without a level (2): 2, 13.")
    listed = await got(service, "/targets")
    assert listed["items"] == [await got(service, INDEX)] == [made]

    await worker.apply(decided("2", "5", revision=3), decided("13", "3", revision=4))
    assert [turn[1] for turn in await turns(service)] == ["Met"]
    met = await got(service, INDEX)
    assert (met["period"], met["period_state"]) == ("2026", "running")
    assert (met["not_judged"], met["missing"], met["note"]) == (None, [], None)
    await worker.apply(decided("2", None, revision=5), decided("1", None, revision=6))

    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"]) == ("unknown", None)
    assert (shown["not_judged"], shown["missing"]) == ("below_floor", ["1", "2"])
    assert [turn[1] for turn in await turns(service)] == ["Met"]


async def test_a_target_of_a_part_needs_the_floor_of_that_part(service: Service) -> None:
    facts = [observed(code, True) for code in DINAS]
    await started(service, decided("1", "5", revision=2), *facts)
    path = f"/targets/{REGION}/spbe/2026/A1"

    made = await put(service, path, "2")  # of A1, 30 of 60 has a level
    assert (made["state"], made["exact"]) == ("unknown", "3")
    assert (made["not_judged"], made["missing"]) == ("below_floor", ["2"])
    assert "50 %" in made["note"]["id"]
    assert (await put(service, path.replace("A1", "A2"), "2"))["state"] == "met"


async def test_a_thin_month_does_not_decide_the_year(service: Service) -> None:
    months = {OCTOBER: "2026-01", DECEMBER: "2026-02"}
    openings = [
        opened(each, period=period, campaign_code=period) for each, period in months.items()
    ]
    answers = [decided(code, "2", revision=2 + at, assessment=OCTOBER) for at, code in ANSWERS]
    thin = decided("1", "5", revision=2, assessment=DECEMBER)
    worker = await started(service, *openings, *answers, thin)
    made = await put(service, INDEX, "2.1")

    assert (made["state"], made["exact"], made["assessment_id"]) == ("missed", "2", str(OCTOBER))
    await worker.apply(decided("13", "5", revision=3, assessment=DECEMBER))
    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "3.8", str(DECEMBER))


async def test_a_year_without_an_assessment_says_so(service: Service) -> None:
    await started(service)
    made = await put(service, INDEX.replace("2026", "2030"), "2")

    assert (made["state"], made["missing"], made["not_judged"]) == ("unknown", [], None)
    assert made["note"]["id"] == (
        "Belum dapat dinilai: instansi ini belum mempunyai penilaian spbe untuk tahun 2030."
    )


async def test_a_period_that_has_not_begun_says_so(service: Service) -> None:
    early = opened(OCTOBER, period="2031", campaign_code="awal")
    answers = [decided(code, "2", revision=2 + at, assessment=OCTOBER) for at, code in ANSWERS]
    await started(service, early, *answers)
    made = await put(service, INDEX.replace("2026", "2031"), "2")

    assert (made["state"], made["not_judged"]) == ("unknown", "not_begun")
    assert made["note"]["en"] == "Cannot be judged yet: the period 2031 has not begun."


async def test_what_is_not_assessed_has_no_target(service: Service) -> None:
    worker = await started(service)
    total = agency("9901.total", parent=REGION, is_assessed=False)
    await worker.apply(total)
    path = "/targets/9901.total/spbe/2026/index"
    refused = await put(service, path, "2", 422)

    assert [each["pointer"] for each in refused["errors"]] == ["path/agency_code"]
    assert (await got(service, path))["revision"] == 0
