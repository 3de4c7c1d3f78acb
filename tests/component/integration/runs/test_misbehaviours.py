"""Whatever a source does: its run says so, its facts are unknown, and it recovers by itself."""

from typing import Any

import pytest
from tests.support.waiting import comes

MISBEHAVIOURS = {
    "fail": "error_answer",
    "gone": "unreachable",
    "html": "not_json",
    "truncated": "not_json",
    "nan": "not_json",
    "encoding": "not_json",
    "deep": "too_deep",
    "repeated": "bad_envelope",
    "bomb": "too_large",
    "page_loop": "endless_pages",
    "endless": "endless_pages",
    "drip": "deadline",
    "stall": "deadline",
    "redirect": "redirect_refused",
    "tls": "tls",
    "expired": "credential_refused",
    "busy": "error_answer",
    "skewed": "error_answer",
}
RECORDS = "SELECT kind, record_id, revision, gone FROM record ORDER BY 1, 2"
FACTS = "SELECT agency_code, fact, status, value FROM fact ORDER BY 1, 2"


@pytest.mark.parametrize(("mode", "code"), MISBEHAVIOURS.items())
async def test_whatever_a_source_does_ends_in_a_clear_run_and_passes(
    world: Any, api: Any, mode: str, code: str
) -> None:
    await world.register(timeout_seconds=2)
    assert await world.sync() == "succeeded"
    await world.told()
    records, facts = await world.query(RECORDS), await world.query(FACTS)

    asked = (await api.post("/sources/planning/sync")).json()
    world.fake.mode = mode
    assert await comes(world.sync()) == "failed"
    run = (await api.get(f"/sources/planning/runs/{asked['run_id']}")).json()
    assert (run["status"], run["failure"]["code"]) == ("failed", code)
    assert run["failure"]["id"] != run["failure"]["en"]
    assert run["duration_seconds"] is not None
    state = (await api.get("/sources/planning")).json()["state"]
    assert (state["health"], state["failure"]["code"]) == ("failed", code)
    told = await world.told()
    (failed,) = [each for each in told if each.TYPE == "integration.source.failed.v1"]
    assert {each.status for each in told if each is not failed} == {"unknown"}
    assert {each["status"] for each in await world.query(FACTS)} == {"unknown"}
    assert await world.query(RECORDS) == records

    world.fake.mode = None
    assert await world.sync() == "succeeded"
    assert await world.query(FACTS) == facts
    told = [each.TYPE for each in await world.told()]
    assert told.count("integration.source.recovered.v1") == 1
    assert (await api.get("/sources/planning")).json()["state"]["health"] == "up"


async def test_a_clock_that_is_years_ahead_asks_for_no_pause_of_years(world: Any) -> None:
    await world.register()
    world.fake.mode = "skewed"
    assert await world.sync() == "failed"
    (state,) = await world.query("SELECT next_due_at FROM source_state")
    assert (state["next_due_at"] - world.clock.now()).total_seconds() == 120


async def test_a_token_that_expires_in_mid_run_lets_no_half_of_it_count(world: Any) -> None:
    await world.register()
    assert await world.sync() == "succeeded"
    records = await world.query(RECORDS)
    for rows in world.fake.tables.values():
        rows[0]["Status"] = 0
    world.fake.mode = "expired"
    world.fake.requests.clear()
    assert await world.sync() == "failed"
    assert await world.query(RECORDS) == records
    # A credential that is refused is not tried again.
    paths = [request.url.path for request in world.fake.requests]
    assert len(paths) == len(set(paths))
