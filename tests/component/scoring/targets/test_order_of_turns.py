"""What the API and a worker announce of one target leaves in the order of their commits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from tests.component.scoring.conftest import ISSUER, Worker, bearer
from tests.component.scoring.region import decided
from tests.component.scoring.targeting import INDEX, put, started
from tests.support.waiting import eventually

from contracts.topics import SCORE
from kit.database import Database
from kit.outbox import Relay
from scoring.app import create_app
from scoring.settings import ScoringSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kit.messaging import Record
    from kit.testing import MemoryBroker


class Slow:
    """A connection to the broker that stands still until it is let go."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker, self.go_on = broker, asyncio.Event()

    def producer(self) -> Slow:
        return self

    async def send(self, records: Sequence[Record]) -> None:
        await self.go_on.wait()
        await self._broker.send(records)

    async def stop(self) -> None:
        """Leave the broker to the others."""


async def test_a_target_missed_through_the_api_is_heard_of_before_it_is_met(
    service_database: Callable[[str], str], memory_broker: MemoryBroker
) -> None:
    url, slow = service_database("scoring"), Slow(memory_broker)
    settings = ScoringSettings(
        database_url=url,
        kafka_bootstrap_servers="",
        oidc_issuer=ISSUER.issuer,
        cursor_key="of-this-test-and-longer-than-32-characters",
    )
    app = create_app(settings, broker=slow)  # type: ignore[arg-type] # it only sends
    app.state.verifier = ISSUER.verifier()
    other = Database(url)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://scoring.test/api/v1",
            headers=bearer("leader"),
        ) as api,
    ):
        service: Any = _Service(api, other)
        async with Relay(other, memory_broker):
            worker = await started(service)
            await put(service, INDEX, "2.6")  # missed, and on its way
            await worker.apply(decided("13", "5", revision=4))  # met
            await eventually(lambda: _has_begun(memory_broker))
            assert _turns(memory_broker) == []
            slow.go_on.set()
            await eventually(lambda: _have_turned(memory_broker))
    await other.dispose()

    assert _turns(memory_broker) == [
        ("scoring.target.missed.v1", 1, "spbe", 2026),
        ("scoring.target.met.v1", 2, "spbe", 2026),
    ]


class _Service:
    """The API in one process, a worker in another."""

    def __init__(self, api: httpx.AsyncClient, database: Database) -> None:
        self.api, self._database = api, database

    def worker(self) -> Worker:
        return Worker(self._database)


async def _has_begun(broker: MemoryBroker) -> bool:
    return bool(broker.records(SCORE.name))


async def _have_turned(broker: MemoryBroker) -> bool:
    return len(_turns(broker)) >= 2


def _turns(broker: MemoryBroker) -> list[tuple[str, int, str, int]]:
    found = []
    for record in broker.records(SCORE.name):
        kind, body = (
            dict(record.headers)["ce_type"].decode(),
            msgspec.json.decode(record.value or b"{}"),
        )
        if kind.startswith("scoring.target."):
            found.append((kind, body["revision"], body["instrument_code"], body["year"]))
    return found
