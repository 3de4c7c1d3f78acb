"""A change in a source system becomes a score, whatever happens to the parts in between.

Every story ends with a reconciliation of the sources' data, the facts, the scores in the database
and the last state of the score topic against oracles that share no code with the product.
"""

import asyncio
import random
from typing import Any

import pytest
from tests.e2e import log
from tests.e2e.load import SPBE, changing
from tests.e2e.world import REGION, World
from tests.support.waiting import eventually

from contracts.events.fact import FactObservedV1
from contracts.topics import AGENCY, ASSESSMENT, EDITION, FACT, SCORE, dead_letter

SERVICES = ("instrument", "submission", "scoring", "integration")
PROCESSES = [f"{name}-{part}" for name in SERVICES for part in ("api", "worker")] + ["gateway"]


async def test_the_sample_region_is_scored_exactly(world: World) -> None:
    assert await world.differences() == []


async def test_a_changed_record_moves_the_index(world: World) -> None:
    await world.change("e-planning", "consult", org="Dishub")
    await world.reconciled()
    await world.change("e-program", "exchange", skpd="Lembah Hening")
    await world.change("e-program", "realise", skpd="Dishub", month=10, amount=2_500_000_000)
    await world.change("e-sakip", "report_quarter", opd="Dishub", quarter=4)
    await world.reconciled()


async def test_a_dead_source_lowers_no_score_and_heals(world: World) -> None:
    before = await track(world, "provisional")
    await world.fault("e-planning", "fail")

    async def stale() -> bool:
        return (await track(world, "provisional"))["stale_since"] is not None

    await eventually(stale)
    during = await track(world, "provisional")
    assert during["exact"] == before["exact"]
    assert as_share(during["coverage"]) < as_share(before["coverage"])
    await world.fault("e-planning", "none")
    await world.reconciled()
    after = await track(world, "provisional")
    assert (after["exact"], after["coverage"]) == (before["exact"], before["coverage"])
    assert after["stale_since"] is None


@pytest.mark.parametrize("mode", ["stall", "html", "endless_pages", "drip", "bomb", "redirect"])
async def test_a_source_that_misbehaves_harms_neither_scores_nor_other_sources(
    world: World, mode: str
) -> None:
    before = await track(world, "provisional")
    await world.fault("e-sakip", mode)
    await world.change("e-planning", "consult", org="Dishub")

    async def moved() -> bool:
        return bool((await track(world, "provisional"))["exact"] != before["exact"])

    await eventually(moved)
    await world.fault("e-sakip", "none")
    await world.reconciled()


async def test_killing_each_process_under_load_loses_nothing(world: World) -> None:
    luck = random.Random(11)
    async with changing(world, seed=12):
        for name in luck.sample(PROCESSES, len(PROCESSES)):
            await asyncio.sleep(luck.uniform(0.1, 0.8))
            world.sandbox.kill(name)
    await world.reconciled()


async def test_a_broker_restart_loses_nothing(world: World) -> None:
    async with changing(world, seed=13):
        await asyncio.sleep(0.5)
        world.sandbox.kill("kafka")
        await asyncio.sleep(3)
    await world.reconciled()


async def test_a_database_crash_loses_nothing(world: World) -> None:
    assert world.sandbox.postgres is not None
    async with changing(world, seed=14):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(world.sandbox.postgres.stop, "immediate")
        await asyncio.sleep(3)
    await world.reconciled()


async def test_a_killed_source_comes_back_and_its_data_count_again(world: World) -> None:
    await world.change("e-planning", "consult", org="Dishub")
    await world.reconciled()
    world.sandbox.kill("e-planning")
    world.forget("e-planning")  # it lives in memory and comes back with the sample
    await world.reconciled()


async def test_everything_sent_again_in_any_order_changes_nothing(world: World) -> None:
    servers = world.sandbox.topology.kafka
    before = await log.ends(servers, [SCORE.name])
    sent = await log.send_again(
        servers, [EDITION, AGENCY, ASSESSMENT, FACT], luck=random.Random(15)
    )
    assert sent > 5_000
    await world.consumed()
    assert await world.differences() == []
    assert await log.ends(servers, [SCORE.name]) == before, "a replay announced scores again"


async def test_poison_is_one_dead_letter_with_its_reason_and_its_neighbours_are_applied(
    world: World,
) -> None:
    servers, body = world.sandbox.topology.kafka, b'{"agency_code": "9901.2.15.01", "fact": NaN}'
    dead = dead_letter(FACT.name)
    before = sum((await log.ends(servers, [dead])).values())
    await log.send_poison(servers, FactObservedV1.TYPE, topic=FACT.name, body=body)
    await world.change("e-planning", "consult", org="Dishub")
    await world.reconciled()
    await world.consumed()
    async with log.broker(servers) as broker:
        letters = await log.records(broker, dead)
    assert len(letters) == before + 1
    assert letters[-1].value == body
    headers = dict(letters[-1].headers)
    assert headers["dlq_topic"] == FACT.name.encode()
    assert b"JSON is malformed" in headers["dlq_reason"]


async def track(world: World, name: str) -> dict[str, Any]:
    """Return a track of the region's SPBE score of this year through the API."""
    assessment = await world.assessment(SPBE, REGION)
    answer = (await world.api.get(f"/scores/{assessment}")).raise_for_status()
    return next(one for one in answer.json()["tracks"] if one["track"] == name)


def as_share(text: str) -> float:
    """Return a share for comparing: exact numbers are decimals or fractions."""
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom or 1)
