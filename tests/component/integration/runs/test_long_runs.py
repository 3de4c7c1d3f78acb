"""Long runs: progress, cancelling, schedules, limits, and years that are read aside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.component.integration.fake_planning import ceiling
from tests.component.integration.paged_planning import PagedPlanning
from tests.support.waiting import comes, eventually

from integration.runs.usecases.sync import sync_source
from integration.sources.domain.limits import Schedule, SourceLimits
from integration.sources.domain.source import Options

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
PAGED = Options(number_format="plain", paging="pages", page_size=3)
AMOUNT = "planning.ceiling_amount"


@asynccontextmanager
async def reading(world: Any, fake: PagedPlanning) -> AsyncIterator["asyncio.Task[Any]"]:
    """Read up to page 4, where the source does not go on by itself."""
    fake.stops_at = 4
    tools = replace(world.tools(fake), beat_seconds=0.01)
    task = asyncio.create_task(sync_source("planning", tools))
    yield task
    fake.stops_at = None
    await asyncio.gather(task, return_exceptions=True)


async def newest(api: Any) -> Any:
    items = (await api.get("/sources/planning/runs?limit=1")).json()["items"]
    return items[0] if items else None


async def test_a_long_run_shows_how_far_it_is(world: Any, api: Any) -> None:
    await world.register(options=PAGED)
    fake = PagedPlanning()

    async def far() -> Any:
        run = await newest(api)
        return run if run and run["progress"] and run["progress"]["pages"] == 6 else None

    async with reading(world, fake) as task:
        run = await eventually(far)
        assert run["status"] == "running"
        assert (run["progress"]["listings"], run["progress"]["listings_done"]) == (4, 3)
        assert run["progress"]["bytes"] > 1000
        fake.stops_at = None
        assert await comes(task) == "succeeded"
    run = await newest(api)
    assert (run["status"], run["progress"]) == ("succeeded", None)
    assert run["figures"]["requests"] == 13
    assert run["figures"]["bytes"] > 3000
    assert run["figures"]["records_unchanged"] == 0
    assert run["duration_seconds"] is not None


async def test_a_run_that_reads_is_cancelled_and_the_source_stays_what_it_was(
    world: Any, api: Any
) -> None:
    await world.register(options=PAGED)
    fake = PagedPlanning()
    assert await world.sync(fake=fake) == "succeeded"
    await world.told()
    fake.tables["plafon1"][0]["Jumlah1"] = "9.00"
    await world.write("UPDATE source_state SET next_due_at = now() - interval '2 days'")
    async with reading(world, fake) as task:

        async def running() -> Any:
            run = await newest(api)
            return run if run["status"] == "running" else None

        run = await eventually(running)
        answer = await api.post(f"/sources/planning/runs/{run['run_id']}/cancel")
        assert answer.status_code == 202
        assert await comes(task) == "cancelled"
    assert (await newest(api))["status"] == "cancelled"
    state = (await api.get("/sources/planning")).json()["state"]
    assert (state["health"], state["reading"]) == ("up", False)
    assert await world.told() == []
    assert await world.query("SELECT 1 FROM kept_answer") == []
    again = await api.post(f"/sources/planning/runs/{run['run_id']}/cancel")
    assert again.status_code == 409
    assert await world.sync(fake=fake) == "succeeded"


async def test_a_run_that_waits_is_cancelled_at_once(world: Any, api: Any) -> None:
    await world.register()
    await world.sync()
    run = (await api.post("/sources/planning/sync")).json()
    answer = await api.post(f"/sources/planning/runs/{run['run_id']}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")
    world.fake.requests.clear()
    assert await sync_source("planning", world.tools()) is None
    assert world.fake.requests == []


async def test_years_of_the_past_are_read_aside(world: Any, api: Any) -> None:
    old = {**ceiling(77, DISHUB, amount="500.00"), "TA": 2024}
    world.fake.tables["plafon1"].append(old)
    await world.register()
    await world.sync()
    await world.told()
    before = (await api.get("/sources/planning")).json()["state"]
    assert await world.query("SELECT 1 FROM fact WHERE period = '2024'") == []
    asked = await api.post("/sources/planning/sync", json={"years": [2024]})
    assert asked.json()["years"] == [2024]
    assert await sync_source("planning", world.tools()) == "succeeded"
    (fact,) = await world.query(
        "SELECT value FROM fact WHERE period = '2024' AND fact = $1 AND agency_code = $2",
        AMOUNT,
        f"9901.{DISHUB}",
    )
    assert fact["value"] == "500"
    assert {event.period for event in await world.told()} == {"2024"}
    after = (await api.get("/sources/planning")).json()["state"]
    assert {**after, "next_due_at": None} == {**before, "next_due_at": None}
    # The usual readings go on, and touch nothing of it.
    assert await world.sync() == "succeeded"
    assert await world.told() == []


async def test_a_failed_backfill_says_nothing_of_the_source(world: Any, api: Any) -> None:
    await world.register()
    await world.sync()
    await world.told()
    run = (await api.post("/sources/planning/sync", json={"years": [2023]})).json()
    world.fake.mode = "html"
    assert await sync_source("planning", world.tools()) == "failed"
    shown = (await api.get(f"/sources/planning/runs/{run['run_id']}")).json()
    assert (shown["status"], shown["failure"]["code"]) == ("failed", "not_json")
    assert (await api.get("/sources/planning")).json()["state"]["health"] == "up"
    assert await world.told() == []


async def test_years_that_are_read_anyway_are_not_read_aside(world: Any, api: Any) -> None:
    await world.register()
    answer = await api.post("/sources/planning/sync", json={"years": [2024, 2026]})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/years"
    assert (await api.post("/sources/planning/sync")).status_code == 202
    other = await api.post("/sources/planning/sync", json={"years": [2024]})
    assert other.status_code == 409


async def test_a_schedule_says_when_a_source_is_read(world: Any) -> None:
    await world.register(schedule=Schedule("30 2 * * *", "Asia/Jayapura"))
    assert await world.sync() == "succeeded"
    (state,) = await world.query("SELECT next_due_at FROM source_state")
    due: datetime = state["next_due_at"]
    local = due.astimezone(ZoneInfo("Asia/Jayapura"))
    assert (local.hour, local.minute) == (2, 30)
    assert due > world.clock.now()
    world.fake.mode = "gone"
    assert await world.sync() == "failed"
    (state,) = await world.query("SELECT next_due_at FROM source_state")
    assert (state["next_due_at"] - world.clock.now()).total_seconds() == 60


@pytest.mark.parametrize(
    ("schedule", "pointer"),
    [
        ({"cron": "61 2 * * *"}, "/schedule/cron"),
        ({"cron": "every day"}, "/schedule/cron"),
        ({"cron": "0 0 30 2 *"}, "/schedule/cron"),
        ({"cron": "0 2 * * *", "timezone": "Asia/Nowhere"}, "/schedule/timezone"),
    ],
)
async def test_a_schedule_that_never_comes_is_refused(
    world: Any, api: Any, schedule: dict[str, str], pointer: str
) -> None:
    await world.register()
    answer = await api.get("/sources/planning")
    shown = {
        name: value
        for name, value in answer.json().items()
        if name not in ("revision", "state", "idle_units")
    }
    changed = await api.put(
        "/sources/planning",
        json={**shown, "schedule": schedule},
        headers={"If-Match": answer.headers["etag"]},
    )
    assert changed.status_code == 400
    assert [each["pointer"] for each in changed.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (SourceLimits(body_bytes=1024), "too_large"),
        (SourceLimits(pages=4), "endless_pages"),
        (SourceLimits(rows=10), "endless_pages"),
        (SourceLimits(depth=3), "too_deep"),
    ],
    ids=["bytes", "pages", "rows", "depth"],
)
async def test_a_source_has_limits_of_its_own(
    world: Any, api: Any, limits: SourceLimits, code: str
) -> None:
    fake = PagedPlanning()
    if limits.body_bytes:
        fake.tables["plafon1"][0]["KgtNm"] = "x" * 2000
    if limits.depth:
        fake.tables["plafon1"][0]["Rincian"] = {"of": "a row"}
    await world.register(options=PAGED, limits=limits)
    assert await world.sync(fake=fake) == "failed"
    state = (await api.get("/sources/planning")).json()["state"]
    assert state["failure"]["code"] == code


async def test_a_row_that_is_too_long_is_a_broken_row(world: Any, api: Any) -> None:
    await world.register(limits=SourceLimits(row_bytes=1000))
    world.fake.find("plafon1", DISHUB)["Lampiran"] = "x" * 1000
    assert await world.sync() == "partial"
    run = await newest(api)
    shown = (await api.get(f"/sources/planning/runs/{run['run_id']}")).json()
    assert [each["code"] for each in shown["error_groups"]] == ["too_long"]
    facts = await world.facts(DISHUB)
    assert AMOUNT not in facts or facts[AMOUNT][0] != "value"


async def test_a_source_that_is_busy_is_left_alone_as_long_as_it_asks(world: Any) -> None:
    await world.register()
    world.fake.mode = "busy"
    assert await world.sync() == "failed"
    state = (await world.query("SELECT next_due_at, failure FROM source_state"))[0]
    assert state["failure"]["code"] == "error_answer"
    assert (state["next_due_at"] - world.clock.now()).total_seconds() == 900
    # It said how long, so it was not asked again within the run.
    paths = [request.url.path for request in world.fake.requests]
    assert len(paths) == len(set(paths))
