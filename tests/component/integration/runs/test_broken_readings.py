"""Whatever breaks a reading is a failure of the source: told, marked and tried after a pause."""

from typing import Any

import pytest

from integration.runs.usecases.store_reading import store_reading

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
SYNC = "integration.runs.usecases.sync"
GATHERING = "integration.runs.usecases.gather"
STORING = "integration.runs.usecases.store_reading"
FACTS = "integration.runs.usecases.derivation.write_facts"
FAILING = "integration.runs.usecases.record_failure"
CLAIMING = "integration.runs.usecases.claim"
# A name of each step of a reading, in its order, and what is said of a reading that breaks there.
STEPS = {
    f"{CLAIMING}.agencies.line": "reading_broke",
    f"{CLAIMING}.last_listings.of_source": "reading_broke",
    f"{GATHERING}.objections_to": "reading_broke",
    "integration.reading.adapters.row_reader.settle": "adapter_broke",
    f"{GATHERING}.judge": "reading_broke",
    f"{SYNC}.store_reading": "reading_broke",
    f"{STORING}.record_store.write": "reading_broke",
    f"{STORING}.record_store.mark_gone": "reading_broke",
    f"{FACTS}.observe": "reading_broke",
    f"{FACTS}.fact_store.write": "reading_broke",
    f"{STORING}.last_listings.save": "reading_broke",
    f"{STORING}.report": "reading_broke",
}


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which the source was read once, and changed then, so that there is work to do."""
    await world.register()
    assert await world.sync() == "succeeded"
    await world.told()
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    return world


def breaking(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a step break as a defect would; it breaks when it is called, or awaited."""

    def broken(*_: Any, **__: Any) -> Any:
        raise LookupError("a defect that nobody thought of")

    monkeypatch.setattr(name, broken)


async def health(api: Any) -> dict[str, Any]:
    state: dict[str, Any] = (await api.get("/sources/planning")).json()["state"]
    return state


@pytest.mark.parametrize(("step", "code"), STEPS.items())
async def test_a_reading_that_breaks_is_a_failure_of_the_source(
    world: Any, api: Any, monkeypatch: pytest.MonkeyPatch, step: str, code: str
) -> None:
    run_id = (await api.post("/sources/planning/sync")).json()["run_id"]
    with monkeypatch.context() as patch:
        breaking(patch, step)
        assert await world.sync() == "failed"
    state = await health(api)
    assert (state["health"], state["failures"], state["failure"]["code"]) == ("failed", 1, code)
    assert state["failure"]["id"]
    assert state["reading"] is False
    run = (await api.get(f"/sources/planning/runs/{run_id}")).json()
    assert (run["status"], run["failure"]["code"]) == ("failed", code)
    told = [event.TYPE for event in await world.told()]
    assert told.count("integration.source.failed.v1") == 1
    statuses = await world.query("SELECT status, reason->>'code' AS code FROM fact")
    assert {(row["status"], row["code"]) for row in statuses} == {("unknown", code)}
    # It recovers by itself, and what changed meanwhile is read.
    assert await world.sync() == "succeeded"
    assert (await health(api))["health"] == "up"
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("value", False)


async def test_the_pause_grows_while_readings_break(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, f"{FACTS}.observe")
    pauses = []
    for _ in range(3):
        assert await world.sync() == "failed"
        (state,) = await world.query("SELECT failures, next_due_at FROM source_state")
        pauses.append(int((state["next_due_at"] - world.clock.now()).total_seconds()))
    assert pauses == [60, 120, 240]


async def test_a_failure_is_told_though_its_facts_cannot_be_marked(
    world: Any, api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        breaking(patch, f"{FACTS}.observe")
        breaking(patch, f"{FAILING}.fact_store.mark_unknown")
        assert await world.sync() == "failed"
    assert (await health(api))["health"] == "failed"
    with monkeypatch.context() as patch:
        breaking(patch, f"{FACTS}.observe")
        assert await world.sync() == "failed"  # the next failure marks them
    statuses = await world.query("SELECT DISTINCT status FROM fact")
    assert [row["status"] for row in statuses] == ["unknown"]


async def test_nothing_of_a_reading_that_breaks_is_kept(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def records() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await world.query(
            "SELECT record_id, revision FROM record ORDER BY kind, record_id"
        )
        return found

    before = await records()
    breaking(monkeypatch, f"{STORING}.report")
    assert await world.sync() == "failed"
    assert await records() == before


async def test_one_id_in_two_listings_is_two_records(world: Any, api: Any) -> None:
    world.fake.tables["pertukaran"] += [
        {**row, "TA": 2025, "Hasil": "GAGAL"} for row in world.fake.tables["pertukaran"]
    ]
    await world.register(code="two-years", years=(2025, 2026))
    assert await world.sync("two-years") == "succeeded"
    outcomes = {}
    for year in (2025, 2026):
        shown = await api.get(f"/sources/two-years/records/exchange/{year}:2")
        outcomes[year] = shown.json()["content"]["succeeded"]
    assert outcomes == {2025: False, 2026: True}


async def test_storing_is_tried_again_where_only_the_database_was_away(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, calls = store_reading, 0

    async def away_once(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ConnectionResetError("the server closed the connection")
        return await store(*given, **named)

    monkeypatch.setattr(f"{SYNC}.store_reading", away_once)
    assert await world.sync() == "succeeded"
    assert calls == 2
