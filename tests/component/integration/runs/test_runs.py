"""Runs that were asked for, and what readers learn of runs and records."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from tests.component.integration.fake_planning import consultation
from tests.support.waiting import in_time

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which the source was read once."""
    await world.register()
    await world.sync()
    await world.told()
    return world


async def test_a_run_that_is_asked_for_leaves_its_row_though_nothing_changed(
    world: Any, api: Any
) -> None:
    answer = await api.post("/sources/planning/sync")
    assert answer.status_code == 202
    asked = answer.json()
    assert (asked["status"], asked["trigger"]) == ("pending", "demand")
    assert answer.headers["location"] == f"/api/v1/sources/planning/runs/{asked['run_id']}"
    await world.sync()
    run = (await api.get(f"/sources/planning/runs/{asked['run_id']}")).json()
    assert run["status"] == "succeeded"
    assert run["figures"]["unchanged_listings"] == 4
    assert run["figures"]["facts_changed"] == 0


async def test_the_history_counts_what_became_of_every_row(world: Any, api: Any) -> None:
    first, second, _ = world.fake.tables["konsultasi"]
    unreadable = {**consultation(5, DISHUB), "Status": "mungkin"}
    world.fake.tables["konsultasi"] = [
        *(first, {**second, "Status": 0}, consultation(4, KOMINFO), unreadable)
    ]
    assert await world.sync() == "partial"
    run, before = (await api.get("/sources/planning/runs")).json()["items"]
    figures = run["figures"]
    counted = {name: count for name, count in figures.items() if name.startswith("record")}
    assert counted == {
        "records_added": 1,
        "records_changed": 1,
        "records_unchanged": 1,
        "records_gone": 1,
    }
    assert (figures["rows"], figures["row_errors"], figures["unchanged_listings"]) == (4, 1, 3)
    assert (figures["requests"], figures["bytes"] > 300) == (4, True)
    assert run["duration_seconds"] is not None
    assert before["figures"]["records_added"] == 12


async def test_asking_twice_is_one_run_until_it_begins(world: Any, api: Any) -> None:
    first = (await api.post("/sources/planning/sync", json={})).json()
    second = (await api.post("/sources/planning/sync", json={"accept_shrinkage": True})).json()
    assert first["run_id"] == second["run_id"]
    assert second["accept_shrinkage"] is True
    await world.sync()
    third = (await api.post("/sources/planning/sync")).json()
    assert third["run_id"] != first["run_id"]


async def test_a_worker_picks_it_up_by_itself(world: Any, api: Any) -> None:
    watching = asyncio.create_task(world.watch())
    run_id = (await api.post("/sources/planning/sync")).json()["run_id"]
    async with in_time():
        while (await api.get(f"/sources/planning/runs/{run_id}")).json()["status"] != "succeeded":
            pass
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_a_failing_source_can_be_asked_before_its_pause_is_over(world: Any, api: Any) -> None:
    world.fake.mode = "fail"
    await world.sync()
    world.fake.mode = None
    await api.post("/sources/planning/sync")
    watching = asyncio.create_task(world.watch())
    async with in_time():
        while (await api.get("/sources/planning")).json()["state"]["health"] != "up":
            pass
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_an_operator_can_say_that_less_is_right(world: Any, api: Any) -> None:
    world.fake.tables["konsultasi"].clear()
    assert await world.sync() == "quarantined"
    failure = (await api.get("/sources/planning")).json()["state"]["failure"]
    assert failure["code"] == "shrunk"
    assert "accept_shrinkage" in failure["en"]
    await api.post("/sources/planning/sync", json={"accept_shrinkage": True})
    assert await world.sync() == "succeeded"
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("absent", None)


async def test_a_run_shows_its_broken_rows_in_words(world: Any, api: Any) -> None:
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = "1.250,00"
    await world.sync()
    newest = (await api.get("/sources/planning/runs?limit=1")).json()
    (item,) = newest["items"]
    assert item["status"] == "partial"
    assert newest["next_cursor"] is not None
    run = (await api.get(f"/sources/planning/runs/{item['run_id']}")).json()
    (error,) = run["row_errors"]
    assert error["field"] == "Jumlah1"
    assert error["message"]["en"] == "no number in the declared format"
    rest = await api.get("/sources/planning/runs", params={"cursor": newest["next_cursor"]})
    assert [run["status"] for run in rest.json()["items"]] == ["succeeded"]


async def test_a_run_of_a_dead_worker_is_done_again(world: Any, api: Any) -> None:
    run_id = (await api.post("/sources/planning/sync")).json()["run_id"]
    await world.write("UPDATE sync_run SET status = 'running' WHERE run_id = $1", UUID(run_id))
    await world.sync()
    assert (await api.get(f"/sources/planning/runs/{run_id}")).json()["status"] == "succeeded"


async def test_a_record_is_shown_with_every_version(world: Any, api: Any) -> None:
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    await world.sync()
    shown = (await api.get("/sources/planning/records/consultation/2026:2")).json()
    assert shown["content"]["agreed"] is False
    assert [version["revision"] for version in shown["versions"]] == [2, 1]
    assert shown["versions"][1]["content"]["agreed"] is True
    assert shown["content_hash"] == shown["versions"][0]["content_hash"]


@pytest.mark.parametrize(
    ("path", "status", "pointer"),
    [
        ("/sources/nobody/runs", 404, "path/source_code"),
        ("/sources/planning/runs?cursor=nonsense", 400, "query/cursor"),
        ("/sources/planning/runs?limit=0", 400, "query/limit"),
        ("/sources/planning/runs/not-a-uuid", 400, "path/run_id"),
        ("/sources/planning/runs/0199f0c2-8f00-7aaa-8c3e-2b7d9e6f1a02", 404, "path/run_id"),
        ("/sources/planning/records/consultation/99", 404, "path/record_id"),
    ],
)
async def test_what_is_not_there_is_named(api: Any, path: str, status: int, pointer: str) -> None:
    answer = await api.get(path)
    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("content", [b'{"accept_shrinkage": 7}', b'{"x": 1}', b"[]", b"{"])
async def test_a_wrong_wish_is_refused(api: Any, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await api.post("/sources/planning/sync", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
