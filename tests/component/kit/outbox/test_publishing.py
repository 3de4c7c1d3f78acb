"""A command's events leave after its commit, while the app runs, and only then."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from tests.component.kit.shop import ISSUER, ShopSettings, Thing, insert
from tests.support.operations import table_for
from tests.support.waiting import eventually

from contracts.events.assessment import LevelDecidedV2
from contracts.topics import ASSESSMENT
from kit.database import Database, SessionDep
from kit.messaging import Record, TopicPartition
from kit.outbox import emit
from kit.testing import MemoryBroker
from kit.web import IdempotentRoute, build_app

EVENT = LevelDecidedV2(
    assessment_id=UUID(int=1),
    revision=1,
    indicator_code="1",
    stage="mandiri",
    level="3",
    explanation="",
    decided_by="asesor",
    decided_at=datetime(2026, 3, 1, tzinfo=UTC),
)


def announcing() -> APIRouter:
    router = APIRouter(prefix="/things", route_class=IdempotentRoute)

    @router.post("", status_code=201)
    async def add(thing: Thing, session: SessionDep) -> Thing:
        await insert(session, thing)
        await emit(session, [EVENT], source="tolok/shop")
        return thing

    return router


@pytest.fixture
async def app(
    kit_database: str, database: Database, memory_broker: MemoryBroker
) -> AsyncIterator[FastAPI]:
    settings = ShopSettings(
        port=0,
        metrics_port=0,
        kafka_bootstrap_servers="",
        oidc_issuer=ISSUER.issuer,
        database_url=SecretStr(kit_database),
        cursor_key=SecretStr("of-this-test-and-longer-than-32-characters"),
    )
    router = announcing()
    made = build_app(
        settings,
        title="Shop",
        routers=[router],
        table=table_for(router, roles=("operator",)),
        database=database,
        broker=memory_broker,
    )
    made.state.verifier = ISSUER.verifier()
    async with made.router.lifespan_context(made):
        yield made


async def sent(broker: MemoryBroker) -> list[Record]:
    """Return what is on the topic, once something came and nothing more does."""
    partitions = [TopicPartition(ASSESSMENT.name, n) for n in range(ASSESSMENT.partitions)]
    consumer = broker.consumer(None)
    await consumer.assign(partitions)
    found: list[Record] = []

    async def fetch(milliseconds: int) -> bool:
        batch = await consumer.getmany(max_records=100, timeout_ms=milliseconds)
        found.extend(record for records in batch.values() for record in records)
        return bool(batch)

    await eventually(lambda: fetch(1000))
    while await fetch(300):
        pass
    await consumer.stop()
    return found


async def test_an_event_is_sent_after_its_command(
    client: httpx.AsyncClient, memory_broker: MemoryBroker
) -> None:
    await client.post("/things", json={"name": "a"})

    (record,) = await sent(memory_broker)
    headers = dict(record.headers)
    assert headers["ce_type"] == b"submission.level.decided.v2"
    assert headers["ce_source"] == b"tolok/shop"


async def test_a_command_that_fails_sends_nothing(
    client: httpx.AsyncClient, memory_broker: MemoryBroker
) -> None:
    answers = [await client.post("/things", json={"name": "a"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert len(await sent(memory_broker)) == 1


async def test_a_repeated_command_sends_its_event_once(
    client: httpx.AsyncClient, memory_broker: MemoryBroker
) -> None:
    headers = {"Idempotency-Key": "k"}
    await asyncio.gather(
        *(client.post("/things", json={"name": "a"}, headers=headers) for _ in range(3))
    )

    assert len(await sent(memory_broker)) == 1


async def test_a_broker_that_is_away_does_not_stop_commands(
    client: httpx.AsyncClient, memory_broker: MemoryBroker
) -> None:
    memory_broker.pause()
    answer = await client.post("/things", json={"name": "a"})
    memory_broker.resume()

    assert answer.status_code == 201
    assert len(await sent(memory_broker)) == 1
