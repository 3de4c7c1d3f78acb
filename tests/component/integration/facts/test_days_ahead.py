"""A day that lies ahead counts by itself once it has come, although nobody changes its row."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

KOMINFO = "2.16.01"


async def test_a_day_ahead_is_reported_and_counts_once_it_has_come(world: Any) -> None:
    ahead = world.clock.now().astimezone(ZoneInfo("Asia/Jakarta")) + timedelta(days=2)
    world.fake.find("dokumen", KOMINFO)["TglSah"] = f"{ahead:%Y-%m-%d} 00:00:00"
    await world.register()
    assert await world.sync() == "partial"
    assert (await world.facts(KOMINFO))["planning.renja_approved"] == ("unknown", None)
    (state,) = await world.query("SELECT health FROM source_state")
    assert state["health"] == "up"
    (run,) = await world.query("SELECT row_errors FROM sync_run")
    assert [(error["code"], error["field"]) for error in run["row_errors"]] == [
        ("day_ahead", "TglSah")
    ]
    await world.told()
    world.clock.advance(timedelta(days=2))
    assert await world.sync() == "succeeded"
    (event,) = [item for item in await world.told() if item.fact == "planning.renja_approved"]
    assert (event.status, event.value) == ("value", True)
    assert (await world.facts(KOMINFO))["planning.renja_approved"] == ("value", True)
    assert await world.query("SELECT 1 FROM record WHERE revision > 1") == []


async def test_facts_are_derived_again_on_a_new_day_although_nothing_changed(world: Any) -> None:
    await world.register()
    assert await world.sync() == "succeeded"
    await world.write("UPDATE fact SET value = 'false' WHERE fact = 'planning.renja_approved'")
    world.clock.advance(timedelta(days=1))
    assert await world.sync() == "succeeded"
    assert (await world.facts(KOMINFO))["planning.renja_approved"] == ("value", True)


async def test_an_hour_of_today_counts_at_the_first_reading_after_it(world: Any) -> None:
    soon = world.clock.now().astimezone(ZoneInfo("Asia/Jakarta")) + timedelta(hours=1)
    world.fake.find("dokumen", KOMINFO)["TglSah"] = f"{soon:%Y-%m-%d %H:%M:%S}"
    await world.register()
    assert await world.sync() == "partial"
    assert (await world.facts(KOMINFO))["planning.renja_approved"] == ("unknown", None)
    world.clock.advance(timedelta(hours=1))
    assert await world.sync() == "succeeded"
    assert (await world.facts(KOMINFO))["planning.renja_approved"] == ("value", True)
