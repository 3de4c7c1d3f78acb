"""Several workers: one reads a source, and what a late one collected is thrown away."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from integration.runs.usecases.claim import claim_source
from integration.runs.usecases.sync import sync_source

DISHUB = "2.15.01"


async def test_only_one_of_many_workers_reads(world: Any) -> None:
    await world.register()
    world.clock.advance(timedelta(minutes=10))
    outcomes = await asyncio.gather(*(sync_source("planning", world.tools()) for _ in range(4)))
    assert sorted(map(str, outcomes)) == ["None", "None", "None", "succeeded"]
    assert len(await world.told()) == 27


async def test_a_dead_worker_s_lease_ends(world: Any) -> None:
    await world.register()
    async with world.database.transaction() as session:
        assert await claim_source(session, "planning", world.clock.now()) is not None
    assert await sync_source("planning", world.tools()) is None
    assert await world.sync() == "succeeded"


async def test_what_a_late_worker_collected_is_thrown_away(world: Any) -> None:
    await world.register()

    async def wake_up_late() -> None:
        world.fake.before_answer = None
        assert await world.sync() == "succeeded"  # ten minutes later, by another worker
        world.fake.find("konsultasi", DISHUB)["Status"] = 0

    world.fake.before_answer = wake_up_late
    assert await world.sync() == "abandoned"
    assert len(await world.told()) == 27
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("value", True)


async def test_a_late_worker_s_failure_counts_for_nothing(world: Any) -> None:
    await world.register()

    async def wake_up_late() -> None:
        world.fake.before_answer = None
        assert await world.sync() == "succeeded"
        world.fake.mode = "redirect"

    world.fake.before_answer = wake_up_late
    assert await world.sync() == "abandoned"
    assert {event.status for event in await world.told()} == {"value", "absent"}


@pytest.mark.parametrize("table", ["source_revision", "record_revision", "fact_observation"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET revision = 9"])
async def test_histories_cannot_be_rewritten(world: Any, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        await world.query(statement.format(table))
