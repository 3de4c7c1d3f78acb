"""A worker on real servers is killed, frozen and stopped; nothing is lost or doubled."""

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contracts.events.assessment import LevelDecidedV1
from contracts.topics import AGENCY, TOPICS
from kit.broker import TopicPartition
from kit.database import Database, raw
from kit.fail_points import Point
from kit.ids import new_id
from kit.kafka import KafkaBroker
from kit.outbox import to_record

pytestmark = pytest.mark.e2e

PROGRAM = Path(__file__).with_name("worker_program.py")
MESSAGES = 60
PATIENCE = 40.0


class Run:
    """One run: its messages on Kafka, its effects in a database, its worker as a child process."""

    def __init__(self, database: Database, url: str, broker: KafkaBroker, servers: str) -> None:
        self.name = f"run-{new_id()}"
        self.database = database
        self.broker = broker
        self._url = url
        self._servers = servers
        self.port = _free_port()
        self.seen_before: dict[TopicPartition, int] = {}

    async def send(self, first: int = 1, count: int = MESSAGES) -> None:
        """Put messages with the revisions from `first` on the topic."""
        at = datetime(2026, 1, 1, tzinfo=UTC)
        time = at.isoformat().encode()
        await self.broker.producer().send(
            [
                to_record(
                    LevelDecidedV1(
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
        return await asyncio.wait_for(process.wait(), 10)

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

        await until(done)

    async def assert_exact(self, count: int = MESSAGES) -> None:
        """Check that no effect is missing or doubled and that every one was announced."""
        assert await self.effects() == Counter(range(1, count + 1))
        assert set(await self.announced()) == set(range(1, count + 1))
        assert await self.waiting() == 0

    async def metrics(self) -> str:
        """Return the worker's metrics."""
        async with httpx.AsyncClient() as client:
            return (await client.get(f"http://127.0.0.1:{self.port}/metrics")).text

    async def status(self, path: str) -> int:
        """Return the status of the worker's health or readiness, 0 if it does not answer."""
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"http://127.0.0.1:{self.port}{path}")).status_code
            except httpx.TransportError:
                return 0


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 - the condition is in another process
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def make_run(
    service_database: Callable[[str], str], kafka: Any
) -> AsyncIterator[Callable[[], Awaitable[Run]]]:
    """Make runs of their own on the shared servers."""
    async with AsyncExitStack() as stack:

        async def make() -> Run:
            url = service_database("kit")
            database = Database(url, pool_size=2)
            stack.push_async_callback(database.dispose)
            async with database.transaction() as session:
                await (await raw(session)).execute("CREATE TABLE effect (revision int)")
            broker = KafkaBroker(kafka.bootstrap_servers, "test")
            stack.push_async_callback(broker.stop)
            await broker.ensure_topics(TOPICS.values())
            return Run(database, url, broker, kafka.bootstrap_servers)

        yield make


@pytest.fixture
async def run(make_run: Callable[[], Awaitable[Run]]) -> Run:
    """A run of its own on the shared servers."""
    return await make_run()


async def test_a_kill_at_any_point_loses_and_doubles_nothing(
    make_run: Callable[[], Awaitable[Run]],
) -> None:
    runs = {point: await make_run() for point in Point}
    for run in runs.values():
        await run.send()
    side_by_side = asyncio.Semaphore(4)

    async def kill_and_recover(point: Point, run: Run) -> None:
        async with side_by_side:
            async with run.worker(fail_point=f"{point}:2") as doomed:
                assert await asyncio.wait_for(doomed.wait(), PATIENCE) == -signal.SIGKILL, point
            assert max((await run.effects()).values(), default=1) == 1, point
            async with run.worker() as worker:
                await run.until_done()
                assert await run.stop(worker) == 0, point
        await run.assert_exact()

    await asyncio.gather(*(kill_and_recover(point, run) for point, run in runs.items()))


async def test_sigterm_under_load_ends_in_order_within_ten_seconds(run: Run) -> None:
    total = 0
    for _ in range(3):
        await run.send(total + 1, 300)
        total += 300
        async with run.worker() as worker:

            async def begun(least: int = total - 300) -> bool:
                return len(await run.effects()) > least

            await until(begun)
            assert await run.stop(worker) == 0
    async with run.worker() as worker:
        await run.until_done(total)
        assert await run.stop(worker) == 0
    await run.assert_exact(total)
    assert len(await run.announced()) == total


async def test_a_worker_that_was_frozen_while_its_partitions_moved_doubles_nothing(
    run: Run,
) -> None:
    await run.send(1, 200)
    async with run.worker() as zombie:

        async def begun() -> bool:
            return len(await run.effects()) > 0

        await until(begun)
        zombie.send_signal(signal.SIGSTOP)
        run.port = _free_port()
        async with run.worker() as heir:
            await run.send(201, 200)
            try:
                await run.until_done(400)
            finally:
                zombie.send_signal(signal.SIGCONT)
            await run.send(401, 50)
            await run.until_done(450)
            assert await run.stop(heir) == 0
        assert await run.stop(zombie) == 0
    await run.assert_exact(450)


async def test_a_worker_shows_its_health_and_its_metrics(run: Run) -> None:
    await run.send()
    async with run.worker() as worker:

        async def ready() -> bool:
            return await run.status("/readyz") == 200

        await until(ready)
        assert await run.status("/healthz") == 200
        await run.until_done()

        async def lag_is_gone() -> bool:
            text = await run.metrics()
            lines = [line for line in text.splitlines() if line.startswith("tolok_consumer_lag")]
            return len(lines) == 6 and all(line.endswith(" 0.0") for line in lines)

        await until(lag_is_gone)
        text = await run.metrics()
        assert f'tolok_outbox_published_rows_total{{path="commit"}} {MESSAGES}.0' in text
        for name in (
            "tolok_consumer_batch_records_bucket",
            "tolok_consumer_batch_seconds_bucket",
            "tolok_consumer_event_age_seconds_bucket",
            "tolok_outbox_depth_rows",
        ):
            assert name in text
        assert await run.stop(worker) == 0


async def test_services_start_in_any_order(run: Run, kafka: Any) -> None:
    await run.send()
    kafka.stop()
    async with run.worker() as worker:

        async def alive() -> bool:
            return await run.status("/healthz") == 200

        await until(alive)
        assert await run.status("/readyz") == 503
        await asyncio.to_thread(kafka.start)
        await run.until_done()
        assert await run.stop(worker) == 0
    await run.assert_exact()


async def test_a_broker_that_freezes_or_restarts_delays_and_loses_nothing(
    run: Run, kafka: Any
) -> None:
    await run.send()
    async with run.worker() as worker:
        await run.until_done()
        kafka.pause()
        await asyncio.sleep(1)
        kafka.resume()
        await run.send(61, 60)
        await run.until_done(120)
        kafka.kill()
        await asyncio.to_thread(kafka.start)
        await run.send(121, 60)
        await run.until_done(180)
        assert await run.stop(worker) == 0
    await run.assert_exact(180)


async def test_sigterm_ends_the_worker_though_the_broker_is_frozen(run: Run, kafka: Any) -> None:
    await run.send()
    async with run.worker() as worker:
        await run.until_done()
        kafka.pause()
        try:
            assert await run.stop(worker) == 0
        finally:
            kafka.resume()
