"""The scoring service on a real database: workers that share it, a broker in memory, the API."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import text
from tests.component.scoring.region import REGION
from tests.support.outcomes import Repeated
from tests.support.tokens import TokenIssuer
from tests.support.waiting import eventually

from contracts.envelope import Event, Header
from contracts.events.score import ScoreChangedV2, TrackScore
from contracts.registry import decode, encode
from contracts.topics import SCORE, TOPICS, dead_letter, partition_for
from kit.consumer import BatchConsumer, Decoded, Received, decode_all
from kit.database import Database
from kit.messaging import Record
from kit.outbox import unpack_headers
from kit.testing import FixedClock, MemoryBroker
from scoring.app import create_app
from scoring.recompute.consumers import create_consumers, handler
from scoring.settings import ScoringSettings
from scoring.state.store.memory import Memory

ISSUER = TokenIssuer("https://issuer.test")
NOW = datetime(2026, 3, 1, tzinfo=UTC)

_numbers = count()


def bearer(*roles: str, agency: str | None = REGION) -> dict[str, str]:
    return {"Authorization": f"Bearer {ISSUER.token(*roles, agency=agency, subject='someone')}"}


def record(event: Event, *, body: bytes | None = None) -> Record:
    """Return an event as a producer would send it, with an id of its own."""
    key, number = event.key.encode(), next(_numbers)
    return Record(
        event.TOPIC,
        partition_for(key, TOPICS[event.TOPIC].partitions),
        key,
        encode(event) if body is None else body,
        (
            (Header.ID, f"event-{number}".encode()),
            (Header.TYPE, event.TYPE.encode()),
            (Header.TIME, NOW.isoformat().encode()),
        ),
        offset=number,
    )


@dataclass
class Worker:
    """A worker with a memory of its own, which is handed batches directly."""

    database: Database
    memory: Memory = field(default_factory=lambda: Memory(capacity=1000))

    async def apply(self, *events: Event, fail: bool = False) -> None:
        """Apply one batch in one transaction; `fail`: it is rolled back at its end."""
        await self.apply_received(received(events), fail=fail)

    async def apply_received(self, messages: Sequence[Received], *, fail: bool = False) -> None:
        handle = handler(self.memory, FixedClock(NOW))
        async with self.database.transaction() as session:
            await handle(session, messages)
            if fail:
                raise FailedError


class FailedError(Exception):
    """What a test breaks off a batch with."""


def received(events: Iterable[Event]) -> list[Received]:
    decoded = Decoded()
    decode_all([record(event) for event in events], into=decoded)
    return decoded.events


@dataclass
class Service(Repeated):
    """The service: its API, its database, its broker."""

    api: httpx.AsyncClient
    database: Database
    broker: MemoryBroker
    sent: int = 0

    def worker(self) -> Worker:
        """Return a new worker on the same database."""
        return Worker(self.database)

    def consumer(self, **settings: Any) -> BatchConsumer:
        """Return a new consumer of the service's group."""
        (made,) = create_consumers(self.database, self.broker, clock=FixedClock(NOW), **settings)
        return made

    async def hear(self, *records: Event | Record) -> None:
        """Send events, let a consumer apply them, and wait until it has."""
        ready = [each if isinstance(each, Record) else record(each) for each in records]
        await self.broker.send(ready)
        self.sent += len(ready)
        stop = asyncio.Event()
        running = asyncio.create_task(self.consumer().run(stop))

        async def is_done() -> bool:
            return await self._handled() >= self.sent

        await eventually(is_done)
        stop.set()
        await running

    async def said(self) -> list[ScoreChangedV2]:
        """Return the score changes that wait in the outbox, in order."""
        return [event for event in await self.announced() if isinstance(event, ScoreChangedV2)]

    async def announced(self) -> list[Event]:
        """Return all that waits in the outbox for the score topic, in order."""
        rows = await self.rows(
            f"SELECT value, headers FROM outbox WHERE topic = '{SCORE.name}' ORDER BY id"  # noqa: S608 - the test's own text
        )
        return [decode(dict(unpack_headers(row[1]))[Header.TYPE].decode(), row[0]) for row in rows]

    async def letters(self, topic: str) -> list[tuple[bytes, str]]:
        """Return the dead letters of a topic: their bytes and reasons."""
        rows = await self.rows(
            f"SELECT value, headers FROM outbox WHERE topic = '{dead_letter(topic)}' ORDER BY id"  # noqa: S608 - the test's own text
        )
        return [(row[0], _reason(row[1])) for row in rows]

    async def rows(self, statement: str) -> Sequence[Any]:
        async with self.database.engine.connect() as connection:
            return (await connection.execute(text(statement))).all()

    async def state(self) -> dict[str, list[Any]]:
        """Return all that must not depend on the order of events."""
        return {
            "score": [
                (row[0], _timeless(row[1]))
                for row in await self.rows(
                    "SELECT assessment_id, tracks::text FROM score ORDER BY 1"
                )
            ],
            **{
                table: sorted(map(repr, await self.rows(f"SELECT {columns} FROM {table}")))  # noqa: S608 - the test's own text
                for table, columns in _COLUMNS.items()
            },
        }

    async def resume(self) -> None:
        """Take note of what was heard before."""
        self.sent = await self._handled()

    async def _handled(self) -> int:
        rows = await self.rows("SELECT coalesce(sum(next_offset), 0) FROM consumer_offset")
        return int(rows[0][0])


_COLUMNS = {
    "level_state": "assessment_id, indicator_code, stage, revision, level",
    "fact_state": "agency_code, fact, period, source_code, revision",
    "derived_level": (
        "assessment_id, indicator_code, rule_code, level, covered, oldest_fact_at, stale_since,"
        " trace"
    ),
    "risk_state": "assessment_id, revision, risks",
    "parked_risk": "assessment_id, revision, risks, refusal IS NULL",
    "parked_level": "assessment_id, indicator_code, revision, refusal IS NULL",
    "agency": "agency_code, revision, name, parent_code",
}


def _timeless(tracks: str | None) -> Any:
    """Return tracks without what they were before."""
    return [
        msgspec.structs.replace(track, previous_exact=None)
        for track in msgspec.json.decode(tracks or "[]", type=list[TrackScore])
    ]


def _reason(headers: bytes) -> str:
    return dict(unpack_headers(headers))["dlq_reason"].decode()


@pytest.fixture
async def service(
    service_database: Callable[[str], str], memory_broker: MemoryBroker
) -> AsyncIterator[Service]:
    """The service with nothing in it; requests come from the region's leader."""
    app = create_app(
        ScoringSettings(
            database_url=service_database("scoring"),
            kafka_bootstrap_servers="unused:9092",
            oidc_issuer=ISSUER.issuer,
            cursor_key="of-this-test-and-longer-than-32-characters",
        )
    )
    app.state.verifier = ISSUER.verifier()
    app.state.broker = None  # no relay: tests read what waits in the outbox
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://scoring.test/api/v1",
            headers=bearer("leader"),
        ) as api,
    ):
        yield Service(api, app.state.database, memory_broker)


@pytest.fixture(name="bearer")
def bearer_fixture() -> Callable[..., dict[str, str]]:
    """Return the header of a token for some roles and an agency."""
    return bearer
