"""A source is read: what changes is told once, what does not is neither written nor told."""

from typing import Any

import pytest

from contracts.facts import FACTS
from integration.runs.usecases.sync import sync_source

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which the source was read once."""
    await world.register()
    assert await world.sync() == "succeeded"
    world.first = await world.told()
    return world


async def test_first_reading_tells_every_fact_of_every_agency(world: Any) -> None:
    names = {name for name, fact in FACTS.items() if "e-planning" in fact.systems}
    told = {(event.agency_code, event.fact, event.period) for event in world.first}
    assert told == {
        (f"9901.{org}", name, "2026") for org in (KOMINFO, DISHUB, DINKES) for name in names
    }
    facts = await world.facts(DISHUB)
    assert facts["planning.ict_consulted"] == ("value", True)
    assert facts["planning.ict_amount"] == ("value", "125000000")
    assert facts["planning.spbe_roadmap_documented"] == ("absent", None)


async def test_a_fact_names_the_records_it_was_read_from(world: Any) -> None:
    event = next(
        event
        for event in world.first
        if (event.agency_code, event.fact) == (f"9901.{DISHUB}", "planning.ict_consulted")
    )
    stored = await world.query("SELECT kind, record_id, revision, content_hash FROM record")
    hashes = {(row["kind"], row["record_id"]): row["content_hash"] for row in stored}
    assert event.record_count == 2
    assert {(item.record_kind, item.record_id) for item in event.records} == {
        ("consultation", "2026:2"),
        ("ceiling", "2026:2"),
    }
    assert all(
        item.content_hash == hashes[item.record_kind, item.record_id] for item in event.records
    )
    assert event.adapter == "e-planning@6"


async def test_an_unchanged_source_writes_its_state_only_and_tells_nothing(world: Any) -> None:
    before = await world.writes()
    world.fake.requests.clear()
    assert await world.sync() == "succeeded"
    assert await world.told() == []
    # The lease is taken and given back; nothing else is written.
    assert await world.writes() - before == 2
    assert all("if-none-match" in request.headers for request in world.fake.requests)
    assert len(await world.query("SELECT 1 FROM sync_run")) == 1


async def test_the_same_rows_without_entity_tags_change_nothing_either(world: Any) -> None:
    before = await world.writes()
    for rows in world.fake.tables.values():
        rows.reverse()  # another body, the same rows
    assert await world.sync() == "succeeded"
    assert await world.told() == []
    listings = 4
    assert await world.writes() - before == 2 + listings


async def test_a_changed_row_is_a_new_revision_and_moves_its_facts_only(world: Any) -> None:
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    assert await world.sync() == "succeeded"
    (event,) = await world.told()
    assert (event.agency_code, event.fact) == (f"9901.{DISHUB}", "planning.ict_consulted")
    assert (event.status, event.value, event.revision) == ("value", False, 2)
    assert event.records[0].record_kind == "consultation"
    assert event.records[0].revision == 2
    versions = await world.query(
        "SELECT revision, content->>'agreed' AS agreed FROM record_revision"
        " WHERE kind = 'consultation' AND record_id = '2026:2' ORDER BY revision"
    )
    assert versions == [{"revision": 1, "agreed": "true"}, {"revision": 2, "agreed": "false"}]
    runs = await world.query("SELECT figures FROM sync_run ORDER BY run_id DESC LIMIT 1")
    assert runs[0]["figures"]["records_changed"] == 1
    assert runs[0]["figures"]["unchanged_listings"] == 3


async def test_a_change_that_moves_no_fact_is_kept_and_not_told(world: Any) -> None:
    world.fake.find("konsultasi", DISHUB)["NoBA"] = "BA/2/REVISI"
    assert await world.sync() == "succeeded"
    assert await world.told() == []
    revisions = await world.query("SELECT max(revision) AS newest FROM record")
    assert revisions == [{"newest": 2}]


async def test_a_row_that_goes_leaves_its_record_gone_and_its_fact_absent(world: Any) -> None:
    world.fake.tables["dokumen"].remove(world.fake.find("dokumen", DINKES))
    assert await world.sync() == "succeeded"
    told = {event.fact: event.status for event in await world.told()}
    assert told == {"planning.renja_approved": "absent", "planning.documents_published": "absent"}
    gone = await world.query("SELECT kind, record_id, revision FROM record WHERE gone")
    assert gone == [{"kind": "document", "record_id": "2026:3", "revision": 2}]


async def test_a_record_that_comes_back_is_a_new_revision(world: Any) -> None:
    row = world.fake.find("dokumen", DINKES)
    world.fake.tables["dokumen"].remove(row)
    await world.sync()
    world.fake.tables["dokumen"].append(row)
    await world.sync()
    assert (await world.facts(DINKES))["planning.renja_approved"] == ("value", True)
    kept = await world.query(
        "SELECT revision, gone FROM record_revision"
        " WHERE kind = 'document' AND record_id = '2026:3' ORDER BY revision"
    )
    assert [row["gone"] for row in kept] == [False, True, False]


async def test_every_state_of_a_fact_is_kept_with_its_time(world: Any) -> None:
    for agreed in (0, 1):
        world.fake.find("konsultasi", DISHUB)["Status"] = agreed
        await world.sync()
    states = await world.query(
        "SELECT revision, value, valid_from::text, valid_before::text, recorded_at"
        " FROM fact_observation WHERE fact = 'planning.ict_consulted'"
        " AND agency_code = $1 ORDER BY revision",
        f"9901.{DISHUB}",
    )
    assert [(row["revision"], row["value"]) for row in states] == [
        (1, True),
        (2, False),
        (3, True),
    ]
    assert {(row["valid_from"], row["valid_before"]) for row in states} == {
        ("2026-01-01", "2027-01-01")
    }
    assert len({row["recorded_at"] for row in states}) == 3


async def test_a_source_that_is_not_due_is_left_alone(world: Any) -> None:
    world.fake.requests.clear()
    assert await sync_source("planning", world.tools()) is None
    assert await sync_source("nobody", world.tools()) is None
    assert world.fake.requests == []
