"""A source fails: its facts turn unknown and keep what was known; nothing is lowered."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.support.waiting import NEVER_SECONDS, comes, in_time

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
PERMANENT = ["bomb", "endless", "redirect"]
PASSING = ["fail", "html", "gone"]
TIMED = ["stall", "drip"]


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which the source was read once."""
    await world.register(timeout_seconds=2)
    assert await world.sync() == "succeeded"
    await world.told()
    return world


@pytest.mark.parametrize("mode", PERMANENT + PASSING + TIMED)
async def test_every_fact_turns_unknown_with_its_last_good_value(world: Any, mode: str) -> None:
    read_at = world.clock.now()
    world.fake.mode = mode
    assert await comes(world.sync()) == "failed"
    told = await world.told()
    (failed,) = [event for event in told if event.TYPE == "integration.source.failed.v1"]
    facts = [event for event in told if event is not failed]
    assert len(facts) == 27
    assert {event.status for event in facts} == {"unknown"}
    assert failed.last_success_at == read_at
    consulted = next(
        event
        for event in facts
        if (event.agency_code, event.fact) == (f"9901.{DISHUB}", "planning.ict_consulted")
    )
    assert consulted.value is None
    assert consulted.last_good.status == "value"
    assert consulted.last_good.value is True
    assert consulted.last_good.observed_at == read_at
    assert consulted.last_good.confirmed_at == read_at
    assert {item.record_kind for item in consulted.last_good.records} == {"consultation", "ceiling"}
    assert consulted.reason.id
    assert consulted.reason.en
    absent = next(event for event in facts if event.fact == "planning.spbe_roadmap_documented")
    assert absent.last_good.status == "absent"


async def test_the_last_confirmation_is_the_last_success_not_the_last_change(world: Any) -> None:
    await world.sync()
    confirmed_at = world.clock.now()
    world.fake.mode = "fail"
    await world.sync()
    facts = [event for event in await world.told() if event.TYPE == "integration.fact.observed.v1"]
    assert {event.last_good.confirmed_at for event in facts} == {confirmed_at}


async def test_what_is_unknown_already_is_not_told_again(world: Any) -> None:
    world.fake.mode = "fail"
    await world.sync()
    await world.told()
    assert await world.sync() == "failed"
    assert await world.told() == []
    state = (await world.query("SELECT health, failures FROM source_state"))[0]
    assert state == {"health": "failed", "failures": 2}
    runs = await world.query("SELECT status FROM sync_run ORDER BY run_id")
    assert [run["status"] for run in runs] == ["succeeded", "failed"]


async def test_recovery_tells_the_values_again_though_the_source_says_unchanged(
    world: Any,
) -> None:
    world.fake.mode = "fail"
    await world.sync()
    failed_at = world.clock.now()
    await world.told()
    world.fake.mode = None
    assert await world.sync() == "succeeded"
    told = await world.told()
    (recovered,) = [event for event in told if event.TYPE == "integration.source.recovered.v1"]
    assert recovered.failed_at == failed_at
    assert recovered.revision == 2
    facts = [event for event in told if event is not recovered]
    assert len(facts) == 27
    assert {event.revision for event in facts} == {3}
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("value", True)
    # A second reading has nothing to add.
    assert await world.sync() == "succeeded"
    assert await world.told() == []


async def test_what_changed_during_the_failure_is_read_at_recovery(world: Any) -> None:
    world.fake.mode = "fail"
    await world.sync()
    world.fake.mode = None
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    await world.sync()
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("value", False)


async def test_an_empty_answer_lowers_nothing_and_is_quarantined(world: Any) -> None:
    world.fake.mode = "empty"
    assert await world.sync() == "quarantined"
    facts = await world.facts(DISHUB)
    assert facts["planning.ict_consulted"][0] == "unknown"
    state = (await world.query("SELECT failure FROM source_state"))[0]
    assert state["failure"]["code"] == "shrunk"
    assert await world.query("SELECT 1 FROM record WHERE gone") == []


async def test_a_source_that_never_answered_fails_once_and_has_no_facts(world: Any) -> None:
    await world.register(code="second", secret_name="nobody-has-it", units={"9": f"9901.{DINKES}"})
    assert await world.sync("second") == "failed"
    assert await world.sync("second") == "failed"
    (failed,) = await world.told()
    assert failed.source_code == "second"
    assert failed.last_success_at is None
    assert failed.revision == 1


async def test_the_pause_grows_while_a_source_fails(world: Any) -> None:
    world.fake.mode = "fail"
    pauses = []
    for _ in range(4):
        await world.sync()
        state = (await world.query("SELECT next_due_at FROM source_state"))[0]
        pauses.append(state["next_due_at"] - world.clock.now())
    assert pauses == [timedelta(seconds=seconds) for seconds in (60, 120, 240, 300)]


async def test_a_wrong_credential_is_not_tried_again(world: Any) -> None:
    await world.register(code="second", secret_name="wrong", units={"9": f"9901.{DINKES}"})
    world.fake.requests.clear()
    assert await world.sync("second") == "failed"
    state = (await world.query("SELECT failure FROM source_state WHERE source_code = 'second'"))[0]
    assert state["failure"]["code"] == "credential_refused"
    paths = [request.url.path for request in world.fake.requests]
    assert len(paths) == len(set(paths))


async def test_one_bad_source_does_not_delay_another(world: Any) -> None:
    stalled = world.another_fake()
    stalled.mode = "stall"
    await world.register(
        code="stalled",
        base_url="http://stalled.test",
        units={"9": f"9901.{DINKES}"},
        timeout_seconds=int(NEVER_SECONDS),
    )
    world.clock.advance(timedelta(minutes=10))
    world.fake.find("konsultasi", DISHUB)["Status"] = 0

    async with in_time():
        watching = asyncio.create_task(world.watch())
        while not (told := await world.told()):  # noqa: ASYNC110 - a topic has no event
            await asyncio.sleep(0.02)
        assert [event.fact for event in told] == ["planning.ict_consulted"]
        states = await world.query("SELECT health FROM source_state ORDER BY source_code")
        assert [state["health"] for state in states] == ["up", "unread"]
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    # A reading that was cut off gives its lease back.
    leases = await world.query("SELECT lease_token FROM source_state")
    assert {lease["lease_token"] for lease in leases} == {None}
