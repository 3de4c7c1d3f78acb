"""Targets: judged when they are set and when a score moves, announced once per turn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.judging import floorless
from tests.component.scoring.region import (
    AT,
    CASH_PLAN,
    DINAS,
    REALISATION,
    REGION,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    everything,
    month_opened,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
    unread,
)
from tests.component.scoring.replaying import change, publish, replayed
from tests.component.scoring.targeting import INDEX, got, put, started, turns

from contracts.events.finding import TargetMissedV1
from contracts.values import Text

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

    from contracts.envelope import Event

MARCH = UUID(int=3)


async def test_a_target_is_judged_when_it_is_set(service: Service) -> None:
    await started(service)
    made = await put(service, INDEX, "2.6")

    assert (made["state"], made["exact"], made["gap"]) == ("missed", "2.5", "0.1")
    assert (made["revision"], made["set_by"], made["assessment_id"]) == (1, "someone", str(SPBE))
    assert await turns(service) == [("index", "Missed", "2.6", "2.5", 1)]
    (event,) = [each for each in await service.announced() if isinstance(each, TargetMissedV1)]
    assert (event.assessment_id, event.agency_code, event.campaign_code) == (
        SPBE,
        REGION,
        "spbe-2026",
    )


async def test_a_target_turns_with_the_score_and_says_so_once(service: Service) -> None:
    worker = await started(service)
    await put(service, INDEX, "2.6")
    story = [decided("13", "2", revision=4)]
    await worker.apply(*story)
    after = [("index", "Missed", "2.6", "2.5", 1), ("index", "Met", "2.6", "2.9", 2)]
    assert await turns(service) == after

    await worker.apply(*story, *story)
    await service.worker().apply(*reversed(story), decided("1", "3", revision=2), *agencies())
    await service.worker().apply(decided("13", "3", revision=5))

    assert await turns(service) == after
    assert (await got(service, INDEX))["gap"] == "-0.7"
    await worker.apply(decided("13", "1", revision=6))
    assert (await turns(service))[2:] == [("index", "Missed", "2.6", "2.5", 3)]


async def test_a_batch_that_is_rolled_back_turns_nothing(service: Service) -> None:
    worker = await started(service)
    await put(service, INDEX, "2.6")
    with pytest.raises(Exception, match=r"^$"):
        await worker.apply(decided("13", "2", revision=4), fail=True)

    assert len(await turns(service)) == 1
    assert (await got(service, INDEX))["state"] == "missed"
    await worker.apply(decided("13", "2", revision=4))
    assert [turn[1] for turn in await turns(service)] == ["Missed", "Met"]


async def test_without_a_score_nobody_knows(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), *agencies())
    made = await put(service, INDEX, "2.6")
    assert (made["state"], made["exact"], made["gap"]) == ("unknown", None, None)
    assert await turns(service) == []

    await worker.apply(derivations(), opened(), decided("1", "5", revision=2))
    assert await turns(service) == [("index", "Missed", "2.6", "2.2", 1)]
    shown = await got(service, INDEX)
    assert (shown["state"], shown["since"][:10]) == ("missed", "2026-03-01")


async def test_every_indicator_an_aspect_and_an_indicator_can_have_one(service: Service) -> None:
    worker = await started(service)
    base = f"/targets/{REGION}/spbe/2026"
    every = await put(service, f"{base}/*", 3)
    aspect = await put(service, f"{base}/A1", "7/2")
    one = await put(service, f"{base}/2", "5")

    assert [(each["state"], each["exact"]) for each in (every, aspect, one)] == [
        ("missed", "1"),
        ("met", "3.5"),
        ("missed", "4"),
    ]
    await worker.apply(decided("13", "3", revision=4))
    assert (await got(service, f"{base}/*"))["state"] == "met"
    assert (await turns(service))[-1] == ("*", "Met", "3", "3", 2)
    assert {turn[0] for turn in await turns(service)} == {"*", "A1", "2"}


async def test_the_newest_month_with_a_score_decides_about_the_year(service: Service) -> None:
    worker = service.worker()
    facts = [
        observed(DINAS[0], "250", fact=REALISATION, period="2026-02"),
        observed(DINAS[0], "400", fact=CASH_PLAN, period="2026-02"),
    ]
    await worker.apply(
        monthly_edition(), monthly_derivations(), *agencies(), month_opened(), *facts
    )
    path = f"/targets/{DINAS[0]}/kinerja/2026/index"
    assert (await put(service, path, "80"))["exact"] == "62.5"

    march = month_opened(MARCH)
    await worker.apply(type(march)(**{**_fields(march), "period": "2026-03"}))
    assert (await got(service, path))["exact"] == "62.5"
    await worker.apply(
        observed(DINAS[0], "390", fact=REALISATION, period="2026-03"),
        observed(DINAS[0], "400", fact=CASH_PLAN, period="2026-03"),
    )
    shown = await got(service, path)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "97.5", str(MARCH))

    await worker.apply(observed(DINAS[0], "1", fact=REALISATION, period="2026-02", revision=2))
    assert [turn[1] for turn in await turns(service)] == ["Missed", "Met"]


PEMDI = UUID(int=0)  # the smallest id
A1 = f"/targets/{REGION}/spbe/2026/A1"


async def pemdi(worker: Worker, *more: Event, month: int = 1) -> None:
    """Begin a dual run on an unverified edition of the same instrument, in the same year."""
    unverified = msgspec.structs.replace(
        edition(), edition_code="pemdi", certainty="unverified", caveat=Text(id="i", en="e")
    )
    at = AT.replace(month=month)
    opening = opened(PEMDI, edition_code="pemdi", campaign_code="pemdi-2026", opened_at=at)
    await worker.apply(unverified, floorless("pemdi"), opening, *more)


@pytest.mark.parametrize("month", [1, 3], ids=["opened-before", "opened-after"])
async def test_an_empty_assessment_on_another_edition_flips_no_target(
    service: Service, month: int
) -> None:
    worker = await started(service)
    await put(service, INDEX, "2.4")
    await pemdi(worker, month=month)

    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "2.5", str(SPBE))
    assert (await put(service, A1, "3.5"))["assessment_id"] == str(SPBE)
    assert [turn[1] for turn in await turns(service)] == ["Met", "Met"]
    assert (await got(service, f"/scores/{PEMDI}"))["revision"] == 1


@pytest.mark.parametrize("month", [1, 3], ids=["opened-before", "opened-after"])
async def test_a_verified_edition_goes_before_an_unverified_one(
    service: Service, month: int
) -> None:
    worker = await started(service)
    await put(service, INDEX, "2.4")
    await pemdi(worker, decided("1", "2", revision=2, assessment=PEMDI), month=month)

    shown = await got(service, INDEX)
    assert (shown["state"], shown["assessment_id"]) == ("met", str(SPBE))
    assert [turn[1] for turn in await turns(service)] == ["Met"]


async def test_a_target_moves_to_the_better_assessment_when_it_appears(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies())
    await pemdi(worker, decided("1", "2", revision=2, assessment=PEMDI))
    made = await put(service, INDEX, "2.4")
    assert (made["state"], made["exact"], made["assessment_id"]) == ("missed", "1.3", str(PEMDI))

    await worker.apply(opened())
    assert (await got(service, INDEX))["assessment_id"] == str(PEMDI)
    await worker.apply(decided("1", "3", revision=2), decided("2", "4", revision=3))
    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "2.5", str(SPBE))


async def test_a_target_moves_back_when_everything_is_withdrawn(service: Service) -> None:
    """Also to an assessment that the batch does not touch."""
    worker = await started(service)
    await put(service, INDEX, "2.4")
    await pemdi(worker, decided("1", "2", revision=2, assessment=PEMDI))
    withdrawn = [decided("1", None, revision=4), decided("2", None, revision=5)]
    await worker.apply(*withdrawn)

    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("missed", "1.3", str(PEMDI))
    await worker.apply(decided("1", None, revision=3, assessment=PEMDI))
    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("unknown", None, None)
    assert [turn[1] for turn in await turns(service)] == ["Met", "Missed"]


async def test_a_target_bound_to_the_wrong_assessment_is_mended(service: Service) -> None:
    """By whatever next touches its year, though the better assessment is not touched."""
    worker = await started(service)
    await put(service, INDEX, "2.4")
    await pemdi(worker)
    await change(
        service,
        "UPDATE target SET state = 'missed'",
        "UPDATE target SET assessment_id = '00000000-0000-0000-0000-000000000000'",
    )
    await worker.apply(decided("1", "2", revision=2, assessment=PEMDI))

    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "2.5", str(SPBE))


async def test_a_dead_source_takes_no_target_away(service: Service) -> None:
    worker = service.worker()
    facts = [observed(code, True) for code in DINAS]
    await worker.apply(edition(), derivations(), *agencies(), opened(), *facts)
    await put(service, INDEX, "1.8")
    await worker.apply(*map(unread, facts))

    provisional = (await got(service, f"/scores/{SPBE}"))["tracks"][1]
    assert (provisional["track"], provisional["coverage"]) == ("provisional", "0")
    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "1.8", str(SPBE))


async def test_a_target_and_a_score_that_come_at_once_meet(service: Service) -> None:
    worker = await started(service)
    for number, level in enumerate(("2", "1") * 5):
        path = f"/targets/{REGION}/spbe/2026/{('index', 'A2', '13', '*', 'A1')[number % 5]}"
        answer = service.api.put(path, json={"value": "1.5"}, headers={"If-Match": "*"})
        await asyncio.gather(worker.apply(decided("13", level, revision=10 + number)), answer)
        score = await got(service, f"/scores/{SPBE}")
        provisional = next(each for each in score["tracks"] if each["track"] == "provisional")
        exacts = {
            **{node["code"]: node["exact"] for node in provisional["nodes"]},
            "13": level,
            "*": level,
        }
        for shown in (await got(service, "/targets"))["items"]:
            assert shown["exact"] == exacts[shown["node_code"]], number


async def test_a_replay_leaves_targets_alone_and_a_swap_judges_them_anew(service: Service) -> None:
    await service.hear(*everything())
    await publish(service)
    await put(service, INDEX, "2.6")
    assert [turn[1:] for turn in await turns(service)] == [("Missed", "2.6", "2.1", 1)]
    await change(service, "DELETE FROM level_state WHERE indicator_code = '2'")
    await service.worker().apply(decided("2", "5", revision=90))  # heard from nobody: wrong
    assert (await got(service, INDEX))["state"] == "met"
    await publish(service)

    assert (await replayed(service, swap=True)).announced == 1
    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["value"]) == ("missed", "2.1", "2.6")
    assert [turn[1:] for turn in await turns(service)] == [("Missed", "2.6", "2.1", 3)]
    await publish(service)
    assert (await replayed(service)).differing == 0


def _fields(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__struct_fields__}
