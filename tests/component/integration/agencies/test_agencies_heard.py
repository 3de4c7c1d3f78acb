"""Agencies come from the submission service's topic; the newest revision counts."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

from tests.support.waiting import eventually

from contracts.envelope import Event, Header
from contracts.events.agency import AgencyChangedV2
from contracts.registry import encode
from contracts.topics import AGENCY
from integration.agencies.consumers import create_consumers
from kit.messaging import Record


def record(event: Event) -> Record:
    headers = {
        Header.SPEC_VERSION: b"1.0",
        Header.ID: b"0199f0c2-8f00-7aaa-8c3e-2b7d9e6f1a02",
        Header.TYPE: event.TYPE.encode(),
        Header.SOURCE: b"tolok/submission",
        Header.TIME: b"2026-11-20T01:00:00+00:00",
    }
    return Record(AGENCY.name, 0, event.key.encode(), encode(event), tuple(headers.items()))


def changed(
    code: str,
    *,
    revision: int = 1,
    name: str = "Dinas",
    parent: str = "9901",
    before: tuple[str, ...] = (),
) -> Record:
    return record(
        AgencyChangedV2(
            agency_code=code,
            revision=revision,
            name=name,
            agency_kind="agency",
            is_assessed=True,
            parent_code=parent,
            valid_from=date(2026, 1, 1),
            changed_at=datetime(2026, 1, 1, tzinfo=UTC),
            predecessor_codes=before,
        )
    )


async def test_a_source_can_map_an_agency_once_it_was_heard_of(world: Any, api: Any) -> None:
    body = {
        "code": "planning",
        "system": "e-planning",
        "name": "E-Planning",
        "region_code": "9901",
        "base_url": "http://planning.test",
        "secret_name": "planning",
        "years": [2026],
        "units": {"3.25.01": "9901.3.25.01"},
    }
    assert (await api.post("/sources", json=body)).status_code == 400
    await hear(
        world,
        changed("9901.3.25.01", revision=2, name="Dinas Perikanan"),
        changed("9901.3.25.01", revision=1, name="Dinas Lama"),
        changed("9901.3.25.01", revision=2, name="Dinas Perikanan"),
    )
    assert (await api.post("/sources", json=body)).status_code == 201
    stored = await world.query("SELECT name FROM agency WHERE agency_code = '9901.3.25.01'")
    assert stored == [{"name": "Dinas Perikanan"}]


async def test_an_older_state_that_comes_late_changes_nothing(world: Any) -> None:
    await hear(world, changed("9901.3.25.01", revision=2, name="Dinas Perikanan"))
    await hear(world, changed("9901.3.25.01", revision=1, name="Dinas Lama"))
    stored = await world.query("SELECT name, revision FROM agency WHERE agency_code LIKE '%.25.01'")
    assert stored == [{"name": "Dinas Perikanan", "revision": 2}]


async def test_a_loop_of_parents_ends(world: Any, api: Any, bearer: Any) -> None:
    await hear(world, changed("9901", revision=2, parent="9901.3.25.01"), changed("9901.3.25.01"))
    answer = await api.get("/facts", headers=bearer("leader", agency="9901"))
    assert answer.status_code == 200


async def hear(world: Any, *records: Record) -> None:
    await world.broker.send(records)
    stop = asyncio.Event()
    [consumer] = create_consumers(world.database, world.broker)
    running = asyncio.create_task(consumer.run(stop))
    end = sum((await world.broker.end_offsets([AGENCY.name])).values())

    async def is_done() -> bool:
        return bool(sum(await positions(world)) >= end)

    await eventually(is_done)
    stop.set()
    await running


async def positions(world: Any) -> list[int]:
    rows = await world.query("SELECT next_offset FROM consumer_offset")
    return [row["next_offset"] for row in rows]


async def test_facts_of_predecessors_are_named_and_found_and_never_mixed(
    world: Any, api: Any
) -> None:
    await world.register()
    await world.sync()
    old, middle, new = "9901.2.15.01", "9901.8", "9901.9"
    await hear(world, changed(middle, before=(old,)), changed(new, before=(middle,)))
    query = {"agency": new, "name": "planning.ict_consulted", "period": "2026"}
    own = (await api.get("/facts", params=query)).json()
    assert (own["items"], own["predecessor_codes"]) == ([], [old, middle])
    found = (await api.get("/facts", params=query | {"predecessors": "true"})).json()
    assert [(each["agency_code"], each["value"]) for each in found["items"]] == [(old, True)]
    of_old = (await api.get("/facts", params=query | {"agency": old})).json()
    assert of_old["predecessor_codes"] == []
