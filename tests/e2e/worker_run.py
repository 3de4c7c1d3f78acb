"""One run of the small worker: its messages, its effects, its process."""

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
from tests.support.waiting import NEVER_SECONDS, comes, eventually

from contracts.events.assessment import LevelDecidedV2
from contracts.topics import AGENCY
from kit.database import Database, raw
from kit.ids import new_id
from kit.messaging import KafkaBroker, TopicPartition
from kit.outbox import to_record

PROGRAM = Path(__file__).with_name("worker_program.py")
MESSAGES = 60


class Run:
    """One run: its messages on Kafka, its effects in a database, its worker as a child process."""

    def __init__(self, database: Database, url: str, broker: KafkaBroker, servers: str) -> None:
        self.name = f"run-{new_id()}"
        self.database = database
        self.broker = broker
        self._url = url
        self._servers = servers
        self.port = free_port()
        self.seen_before: dict[TopicPartition, int] = {}

    async def send(self, first: int = 1, count: int = MESSAGES) -> None:
        """Put messages with the revisions from `first` on the topic."""
        at = datetime(2026, 1, 1, tzinfo=UTC)
        time = at.isoformat().encode()
        await self.broker.producer().send(
            [
                to_record(
                    LevelDecidedV2(
                        assessment_id=UUID(int=revision % 30),
                        revision=revision,
                        indicator_code="1",
                        stage="mandiri",
                        level="3",
                        explanation="",
                        decided_by=self.name,
                        decided_at=at,
                    ),
                    source=b"tolok/test",
                    time=time,
                )
                for revision in range(first, first + count)
            ]
        )

    @asynccontextmanager
    async def worker(self, *, fail_point: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the worker; it is killed at the end if it lives."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(PROGRAM),
            self.name,
            env=os.environ
            | {
                "PROGRAM_PORT": "0",
                "PROGRAM_METRICS_PORT": str(self.port),
                "PROGRAM_DATABASE_URL": self._url,
                "PROGRAM_KAFKA_BOOTSTRAP_SERVERS": self._servers,
                "PROGRAM_OIDC_ISSUER": "http://issuer.test",
                "PROGRAM_CURSOR_KEY": "of-this-test-and-longer-than-32-characters",
                "PROGRAM_FAIL_POINT": fail_point,
            },
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def stop(self, process: asyncio.subprocess.Process) -> int:
        """Stop the worker in order and return its exit code."""
        process.send_signal(signal.SIGTERM)
        return await comes(process.wait())

    async def effects(self) -> Counter[int]:
        """Return how often each revision had its effect."""
        async with self.database.transaction() as session:
            rows = await (await raw(session)).fetch("SELECT revision FROM effect")
        return Counter(row[0] for row in rows)

    async def waiting(self) -> int:
        """Return how many rows wait in the outbox."""
        async with self.database.transaction() as session:
            return int(await (await raw(session)).fetchval("SELECT count(*) FROM outbox"))

    async def announced(self) -> list[int]:
        """Return the revisions of this run's events on the topic, in order."""
        tp = TopicPartition(AGENCY.name, 0)
        consumer = self.broker.consumer(None)
        await consumer.assign([tp])
        end = (await consumer.end_offsets([tp]))[tp]
        found: list[int] = []
        last = -1
        while last < end - 1:
            for records in (await consumer.getmany(1000, 500)).values():
                last = records[-1].offset
                bodies = [msgspec.json.decode(each.value or b"{}") for each in records]
                found += [b["revision"] for b in bodies if b["agency_code"] == self.name]
        await consumer.stop()
        return found

    async def until_done(self, count: int = MESSAGES) -> None:
        """Wait until all effects are there and all events were sent."""

        async def done() -> bool:
            return len(await self.effects()) >= count and await self.waiting() == 0

        await eventually(done)

    async def assert_exact(self, count: int = MESSAGES) -> None:
        """Check that no effect is missing or doubled and that every one was announced."""
        assert await self.effects() == Counter(range(1, count + 1))
        assert set(await self.announced()) == set(range(1, count + 1))
        assert await self.waiting() == 0

    async def serves(self) -> bool:
        """Say whether the worker serves its metrics: from then on it hears signals."""
        try:
            await self.metrics()
        except httpx.TransportError:
            return False
        return True

    async def metrics(self) -> str:
        """Return the worker's metrics."""
        async with httpx.AsyncClient(timeout=NEVER_SECONDS) as client:
            return (await client.get(f"http://127.0.0.1:{self.port}/metrics")).text

    async def status(self, path: str) -> int:
        """Return the status of the worker's health or readiness, 0 if it does not answer."""
        async with httpx.AsyncClient(timeout=NEVER_SECONDS) as client:
            try:
                return (await client.get(f"http://127.0.0.1:{self.port}{path}")).status_code
            except httpx.TransportError:
                return 0


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
