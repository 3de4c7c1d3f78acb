"""A reading is killed at every step, as by `kill -9`: the next one ends as if nothing had been."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from tests.component.integration.conftest import _add_agencies
from tests.component.integration.paged_planning import PagedPlanning, served
from tests.component.integration.world import planning_source
from tests.support.waiting import comes, eventually

from integration.runs.usecases.sync import sync_source
from integration.sources import store as sources
from integration.sources.domain.source import Options
from kit.database import Database, DatabaseClock
from kit.fail_points import Step
from sandbox.settings import CHECKOUT

POINTS = (
    *(f"{Step.AFTER_CLAIM}", f"{Step.AFTER_PART}:1", f"{Step.AFTER_PART}:7"),
    *(f"{Step.AFTER_KEPT}:1", f"{Step.AFTER_KEPT}:4", Step.BEFORE_STORED, Step.AFTER_STORED),
)
RECORDS = "SELECT kind, record_id, content_hash, revision, gone FROM record ORDER BY 1, 2"
FACTS = "SELECT agency_code, fact, period, status, value, revision FROM fact ORDER BY 1, 2, 3"
DUE = "UPDATE source_state SET lease_until = now() - interval '1 s', next_due_at = now()"
EVENTS = "SELECT count(*) AS count FROM outbox"


@asynccontextmanager
async def region(url: str, address: str) -> AsyncIterator[Database]:
    database = Database(url, pool_size=2)
    await _add_agencies(database)
    given = planning_source(
        base_url=address,
        timeout_seconds=300,
        options=Options(number_format="plain", paging="pages", page_size=3),
    )
    async with database.transaction() as session:
        await sources.add(session, given, by="operator", at=DatabaseClock().now())
    yield database
    await database.dispose()


async def query(database: Database, sql: str) -> list[dict[str, Any]]:
    async with database.engine.begin() as connection:
        found = await connection.exec_driver_sql(sql)
        return [dict(row._mapping) for row in found] if found.returns_rows else []


async def run_program(url: str, fail_point: str | None = None) -> tuple[int, str]:
    arguments = [url] if fail_point is None else [url, fail_point]
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.component.integration.reader_program", *arguments),
        cwd=CHECKOUT,
        env=dict(os.environ),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await comes(program.communicate())
    return program.returncode or 0, out.decode().rpartition("\n")[2]


async def test_whatever_step_a_reading_is_killed_at_nothing_is_lost_or_doubled(
    service_database: Callable[[str], str],
) -> None:
    urls = {point: service_database("integration") for point in ("", *POINTS)}
    side_by_side = asyncio.Semaphore(3)

    async def read_in_the_end(point: str) -> Any:
        fake = PagedPlanning(pause=0.03)
        async with (
            side_by_side,
            served(fake) as address,
            region(urls[point], address) as database,
        ):
            if point:
                await kill_at(point, database, urls[point])
            assert await run_program(urls[point]) == (0, "succeeded"), point
            assert await query(database, "SELECT 1 FROM kept_answer") == [], point
            unended = "SELECT 1 FROM sync_run WHERE status <> 'succeeded'"
            assert await query(database, unended) == [], point
            return [await query(database, sql) for sql in (RECORDS, FACTS, EVENTS)]

    uninterrupted, *others = await asyncio.gather(*map(read_in_the_end, ("", *POINTS)))
    assert len(uninterrupted[0]) == 39
    for point, found in zip(POINTS, others, strict=True):
        assert found == uninterrupted, point


async def kill_at(point: str, database: Database, url: str) -> None:
    """Kill a reading at a point, and let the lease of the dead worker end."""
    assert (await run_program(url, point))[0] == -signal.SIGKILL, point
    kept = await query(database, "SELECT asked FROM kept_answer")
    assert kept or not point.startswith((Step.AFTER_KEPT, Step.BEFORE_STORED)), point
    if point == Step.AFTER_CLAIM:
        await query(database, "UPDATE source_state SET lease_until = now() + interval '1 hour'")
        assert await run_program(url) == (0, "None")  # until then nobody reads
    await query(database, DUE)


@pytest.mark.parametrize("has_etags", [True, False])
async def test_pages_that_were_read_are_not_read_again(world: Any, *, has_etags: bool) -> None:
    fake = await cut_off(world, at_page=6, has_etags=has_etags)
    read = {page for page, count in fake.asked.items() if count}
    fake.asked.clear()
    fake.whole.clear()
    assert await world.sync(fake=fake) == "succeeded"
    again = {page for page in read if fake.whole[page]}
    # The last one is asked whether it is still the same.
    assert again == (set() if has_etags else {("plafon1", 5)})
    assert {page for page in read if fake.asked[page]} == {("plafon1", 5)}
    (run,) = await world.query("SELECT figures, status FROM sync_run")
    assert run["figures"]["answers_kept"] == len(read)
    assert (run["status"], run["figures"]["rows"]) == ("succeeded", 39)
    assert await world.query("SELECT 1 FROM kept_answer") == []


@pytest.mark.parametrize("has_etags", [True, False])
async def test_a_listing_that_changed_meanwhile_is_read_anew(
    world: Any, *, has_etags: bool
) -> None:
    fake = await cut_off(world, at_page=6, has_etags=has_etags)
    del fake.tables["plafon1"][4]  # every row behind it moves up
    assert await world.sync(fake=fake) == "succeeded"
    ids = await world.query("SELECT record_id FROM record WHERE kind = 'ceiling'")
    assert sorted(int(each["record_id"].partition(":")[2]) for each in ids) == [
        place for place in range(1, 31) if place != 5
    ]
    (run,) = await world.query("SELECT figures FROM sync_run")
    assert run["figures"]["listings_read_anew"] == 1


async def test_what_was_read_hours_ago_is_read_again(world: Any) -> None:
    fake = await cut_off(world, at_page=6, has_etags=True)
    await world.write("UPDATE kept_answer SET kept_at = kept_at - interval '2 hours'")
    fake.whole.clear()
    assert await world.sync(fake=fake) == "succeeded"
    assert sum(fake.whole.values()) == 13


async def test_a_changed_registration_begins_anew(world: Any) -> None:
    fake = await cut_off(world, at_page=6, has_etags=True)
    await world.write("UPDATE source SET revision = revision + 1")
    fake.whole.clear()
    assert await world.sync(fake=fake) == "succeeded"
    assert sum(fake.whole.values()) == 13


async def cut_off(world: Any, *, at_page: int, has_etags: bool) -> PagedPlanning:
    """Read a source up to a page, and end the worker there."""
    fake = PagedPlanning()
    fake.has_etags, fake.stops_at = has_etags, at_page
    await world.register(options=Options(number_format="plain", paging="pages", page_size=3))
    tools = replace(world.tools(fake), beat_seconds=0.01)
    reading = asyncio.create_task(sync_source("planning", tools))

    async def all_kept() -> bool:
        kept = await world.query("SELECT count(*)::int AS count FROM kept_answer")
        return bool(kept[0]["count"] == 3 + at_page - 1)

    await eventually(all_kept)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    fake.stops_at = None
    return fake
