"""The registration changes: everything is read again under the new one."""

from dataclasses import replace
from typing import Any

import pytest

from integration.runs.usecases.sync import sync_source
from integration.sources import store as sources
from integration.sources.domain.source import Options

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which the source was read once."""
    world.source = await world.register()
    assert await world.sync() == "succeeded"
    await world.told()
    return world


async def change(world: Any, **changes: Any) -> None:
    given = replace(world.source, revision=world.source.revision + 1, **changes)
    async with world.database.transaction() as session:
        await sources.change(session, given, by="operator", at=world.clock.now())
    world.source = given


async def test_an_agency_that_is_no_longer_mapped_has_unknown_facts(world: Any) -> None:
    units = {org: f"9901.{org}" for org in (KOMINFO, DISHUB)}
    await change(
        world,
        units=units,
        options=Options(number_format="plain", ignored_units=frozenset({DINKES})),
    )
    assert await world.sync() == "succeeded"
    told = await world.told()
    assert {(event.agency_code, event.status) for event in told} == {(f"9901.{DINKES}", "unknown")}
    assert {event.last_good for event in told} == {None}
    assert {event.reason.en for event in told} == {
        "The agency is no longer mapped to any unit of this source."
    }
    # They stay so, whatever happens to the source.
    world.fake.mode = "fail"
    await world.sync()
    assert {event.agency_code for event in await world.told()} == {
        "9901",
        f"9901.{KOMINFO}",
        f"9901.{DISHUB}",
    }


async def test_a_unit_mapped_to_another_agency_moves_its_facts(world: Any) -> None:
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    await change(
        world,
        units={DISHUB: f"9901.{DINKES}", DINKES: f"9901.{DISHUB}", KOMINFO: f"9901.{KOMINFO}"},
    )
    assert await world.sync() == "succeeded"
    assert (await world.facts(DINKES))["planning.ict_consulted"] == ("value", False)
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("value", True)


async def test_a_year_that_is_no_longer_read_keeps_its_facts(world: Any) -> None:
    await change(world, years=(2027,))
    assert await world.sync() == "succeeded"
    told = await world.told()
    assert {(event.period, event.status) for event in told} == {("2027", "absent")}
    assert (await world.facts(DISHUB))["planning.renja_approved"] == ("absent", None)
    kept = await world.query("SELECT count(*)::int AS facts FROM fact WHERE period = '2026'")
    assert kept == [{"facts": 27}]
    world.fake.mode = "fail"
    await world.sync()
    facts = [event for event in await world.told() if event.TYPE == "integration.fact.observed.v1"]
    assert {event.period for event in facts} == {"2027"}


async def test_a_registration_that_changes_during_a_reading_wins(world: Any) -> None:
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    world.fake.before_answer = lambda: change(world, name="Nama baru")
    assert await world.sync() == "abandoned"
    assert await world.told() == []
    assert await world.sync() == "succeeded"
    assert [event.value for event in await world.told()] == [False]


async def test_every_version_of_a_registration_is_kept(world: Any) -> None:
    await change(world, name="Nama baru")
    versions = await world.query(
        "SELECT revision, registration->>'name' AS name, changed_by FROM source_revision"
        " ORDER BY revision"
    )
    assert versions == [
        {"revision": 1, "name": "E-Planning", "changed_by": "operator"},
        {"revision": 2, "name": "Nama baru", "changed_by": "operator"},
    ]


async def test_a_failure_under_an_old_registration_counts_for_nothing(world: Any) -> None:
    """An operator corrects an address while the reading of the old one fails."""

    async def correct_and_break() -> None:
        await change(world, name="Alamat baru")
        world.fake.mode = "redirect"

    world.fake.before_answer = correct_and_break
    assert await world.sync() == "abandoned"
    assert await world.told() == []
    state = (await world.query("SELECT * FROM source_state"))[0]
    assert (state["health"], state["failures"], state["failure"]) == ("up", 0, None)
    assert state["lease_token"] is None
    assert state["next_due_at"] <= world.clock.now()  # at once, without a pause
    world.fake.mode = None
    assert await sync_source("planning", world.tools()) == "succeeded"
    assert await world.told() == []


async def test_a_run_that_was_asked_for_survives_a_failure_under_an_old_registration(
    world: Any, api: Any
) -> None:
    asked = (await api.post("/sources/planning/sync")).json()["run_id"]

    async def correct_and_break() -> None:
        await change(world, name="Alamat baru")
        world.fake.mode = "redirect"

    world.fake.before_answer = correct_and_break
    assert await world.sync() == "abandoned"
    waiting = (await api.get(f"/sources/planning/runs/{asked}")).json()
    assert (waiting["status"], waiting["failure"]) == ("pending", None)
    world.fake.mode = None
    assert await world.sync() == "succeeded"
    ended = (await api.get(f"/sources/planning/runs/{asked}")).json()
    assert (ended["status"], ended["source_revision"]) == ("succeeded", 2)
