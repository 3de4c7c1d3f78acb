"""What submission tells of recommendations becomes a fact of the source tolok, with its records."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from tests.component.integration.fake_planning import DISHUB, KOMINFO
from tests.component.integration.world import World
from tests.support.waiting import eventually

from contracts.envelope import Header
from contracts.events.followup import FollowupsChangedV1, RecommendationDue
from contracts.registry import encode
from contracts.topics import FOLLOWUP, TOPICS, partition_for
from integration.followups.consumers import create_consumers
from kit.messaging import Record

AGENCY, OTHER = f"9901.{KOMINFO}", f"9901.{DISHUB}"
AT = datetime(2026, 7, 1, tzinfo=UTC)
FACTS = "/facts"


def due(number: int, *, done: bool = False, revision: int = 1, by: str = AGENCY) -> Any:
    return RecommendationDue(
        recommendation_id=UUID(int=number),
        revision=revision,
        agency_code=AGENCY,
        carried_by=by,
        deadline=date(2026, 6, 30),
        is_instruction=True,
        is_done=done,
        followed_up_on=date(2026, 6, 24) if done else None,
    )


def told(
    revision: int, *found: Any, agency: str = AGENCY, period: str = "2026-Q2"
) -> FollowupsChangedV1:
    return FollowupsChangedV1(
        agency_code=agency,
        period=period,
        revision=revision,
        due_count=len(found),
        done_count=sum(each.is_done for each in found),
        changed_at=AT,
        due=found,
    )


def record(event: FollowupsChangedV1) -> Record:
    headers = {
        Header.SPEC_VERSION: b"1.0",
        Header.ID: b"0199f0c2-8f00-7aaa-8c3e-2b7d9e6f1a02",
        Header.TYPE: event.TYPE.encode(),
        Header.SOURCE: b"tolok/submission",
        Header.TIME: b"2026-07-01T01:00:00+00:00",
    }
    key = event.key.encode()
    partition = partition_for(key, TOPICS[FOLLOWUP.name].partitions)
    return Record(FOLLOWUP.name, partition, key, encode(event), tuple(headers.items()))


async def hear(world: World, *events: FollowupsChangedV1) -> None:
    """Let the consumer read all that was sent so far, these events at last."""
    await world.broker.send([record(event) for event in events])
    stop = asyncio.Event()
    (consumer,) = create_consumers(world.database, world.broker)
    running = asyncio.create_task(consumer.run(stop))
    sent = len(world.broker.records(FOLLOWUP.name))

    async def is_done() -> bool:
        rows = await world.query(
            "SELECT coalesce(sum(next_offset), 0)::int AS read FROM consumer_offset"
            " WHERE consumer_group = 'integration-followups'"
        )
        return bool(rows[0]["read"] == sent)

    await eventually(is_done)
    stop.set()
    await running


async def facts(api: Any, **query: str) -> Sequence[Any]:
    found = await api.get(FACTS, params={"name": "followup.share"} | query)
    items: Sequence[Any] = found.raise_for_status().json()["items"]
    return items


async def test_the_share_done_is_a_fact_with_its_records(world: World, api: Any) -> None:
    await hear(world, told(1, due(1, done=True), due(2), due(3)))
    (fact,) = await facts(api, source="tolok")
    assert (fact["agency_code"], fact["period"], fact["status"], fact["value"]) == (
        AGENCY,
        "2026-Q2",
        "value",
        "100/3",
    )
    assert (fact["adapter"], fact["record_count"]) == ("tolok@1", 3)
    assert fact["confirmed_at"] == fact["observed_at"]
    (first, *_) = fact["records"]
    path = f"/sources/tolok/records/{first['record_kind']}/{first['record_id']}"
    kept = (await api.get(path)).json()
    assert (kept["agency_code"], kept["content_hash"]) == (AGENCY, first["content_hash"])
    assert kept["content"]["deadline"] == "2026-06-30"
    (event,) = await world.told()
    assert (event.source_code, event.fact, event.value) == ("tolok", "followup.share", "100/3")


async def test_nothing_due_is_known_to_be_absent(world: World, api: Any) -> None:
    await hear(world, told(1, due(1)), told(2))
    (fact,) = await facts(api)
    assert (fact["status"], fact["value"], fact["record_count"]) == ("absent", None, 0)


async def test_what_is_old_or_comes_again_changes_nothing(world: World, api: Any) -> None:
    newest = told(3, due(1, done=True, revision=4))
    await hear(world, newest)
    before = await facts(api)
    await hear(world, told(2, due(1, revision=2)), newest, told(1, due(1)))
    assert await facts(api) == before
    # An older state of a recommendation, told by another agency later, is not what is kept.
    await hear(world, told(1, due(1, revision=3, by=OTHER), agency=OTHER, period="2026-Q3"))
    path = f"/sources/tolok/records/recommendation/{UUID(int=1)}"
    assert (await api.get(path)).json()["content"]["revision"] == 4
    assert sorted(each["value"] for each in await facts(api)) == ["0", "100"]


async def test_quarters_stand_side_by_side(world: World, api: Any) -> None:
    await hear(world, told(1, due(1)), told(1, due(1), period="2026-Q3"))
    await hear(world, told(2, due(1, done=True, revision=2), period="2026-Q3"))
    found = await facts(api, agency=AGENCY)
    assert [(each["period"], each["value"], each["revision"]) for each in found] == [
        ("2026-Q2", "0", 1),
        ("2026-Q3", "100", 2),
    ]


async def test_all_of_it_can_be_read_again(world: World, api: Any) -> None:
    await hear(world, told(1, due(1)), told(2, due(1, done=True, revision=2)))
    before = await facts(api)
    async with world.database.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM consumer_offset")
    await hear(world)
    assert await facts(api) == before


async def test_records_are_read_by_who_reaches_their_agency(
    world: World, api: Any, bearer: Callable[..., dict[str, str]]
) -> None:
    await hear(world, told(1, due(1)))
    there, nowhere = UUID(int=1), UUID(int=9)
    other = bearer("operator", agency=OTHER)
    answers = [
        await api.get(f"/sources/tolok/records/recommendation/{each}", headers=other)
        for each in (there, nowhere)
    ]
    assert [each.status_code for each in answers] == [404, 404]
    assert [each.json()["detail"].replace(str(there), "") for each in answers[:1]] == [
        answers[1].json()["detail"].replace(str(nowhere), "")
    ]
    assert await facts(api, agency=AGENCY)
    hidden = await api.get(FACTS, params={"source": "tolok"}, headers=other)
    assert hidden.status_code == 400


@pytest.mark.usefixtures("world")
async def test_nobody_registers_the_code_of_what_is_known_here(api: Any) -> None:
    body = {
        "code": "tolok",
        "system": "e-planning",
        "name": "E-Planning",
        "region_code": "9901",
        "base_url": "http://planning.test",
        "secret_name": "planning",
        "years": [2026],
        "units": {KOMINFO: AGENCY},
    }
    refused = await api.post("/sources", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/code")
