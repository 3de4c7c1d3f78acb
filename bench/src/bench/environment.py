"""What the benchmark runs on: PostgreSQL, Kafka and the real scoring worker as a child process."""

import asyncio
import os
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from subprocess import Popen

import asyncpg
import psutil

from contracts.envelope import Event
from contracts.topics import AGENCY, ASSESSMENT, EDITION, FACT, SCORE, TOPICS
from kit.messaging import KafkaBroker, Producer, Record, TopicPartition
from kit.outbox import to_record
from sandbox.processes import children
from sandbox.processes.ports import claim_port
from sandbox.servers.kafka import Kafka
from sandbox.servers.kafka_topics import ensure_topics
from sandbox.servers.postgres import Postgres

SEND_BATCH = 5_000
SOURCE = b"tolok/bench"
_GROUP = "scoring"
_INPUTS = (EDITION, AGENCY, ASSESSMENT, FACT)
_POLL_SECONDS = 0.02
_START_SECONDS = 180.0
_MIGRATE_SECONDS = 180
_DRAIN_SECONDS = 300.0


@dataclass
class Environment:
    """The running components and their addresses."""

    home: Path
    postgres: Postgres
    kafka: Kafka
    broker: KafkaBroker
    producer: Producer
    scoring_url: str
    worker_is_doomed: bool = field(default=False)
    """Whether the worker was started to die at a fail point: it may die at any time."""
    _worker: "Popen[bytes] | None" = field(default=None)

    def start_worker(self, *, fail_point: str | None = None) -> None:
        """Start the scoring worker as an operator would, with its settings in the environment.

        With a `fail_point` the worker may die before it is ready, so this does not wait for it.
        """
        port = claim_port()
        settings = self.worker_settings(port)
        if fail_point is not None:
            settings["SCORING_FAIL_POINT"] = fail_point
        self.worker_is_doomed = fail_point is not None
        self._worker = children.spawn(
            _command("scoring", "worker"), log=self._worker_log, env={**os.environ, **settings}
        )
        if fail_point is None:
            children.wait_for(
                lambda: children.accepts_connections(port),
                process=self._worker,
                name="scoring worker",
                log=self._worker_log,
                seconds=_START_SECONDS,
            )

    def kill_worker(self) -> None:
        """Kill the worker as a power cut would."""
        self.worker.kill()
        self.worker.wait()

    def worker_settings(self, port: int) -> dict[str, str]:
        """Return the worker's environment."""
        return {
            "SCORING_PORT": "0",
            "SCORING_METRICS_PORT": str(port),
            "SCORING_DATABASE_URL": self.scoring_url,
            "SCORING_KAFKA_BOOTSTRAP_SERVERS": self.kafka.bootstrap_servers,
            "SCORING_OIDC_ISSUER": "http://127.0.0.1:9",
            "SCORING_CURSOR_KEY": secrets.token_urlsafe(32),
            "SCORING_LOG_LEVEL": "WARNING",
        }

    def migrate(self, url: str) -> None:
        """Create scoring's tables in a database with the service's own command."""
        self._migrate("scoring", {**self.worker_settings(0), "SCORING_DATABASE_URL": url})

    def migrate_service(self, service: str, url: str) -> None:
        """Create a service's tables in a database with the service's own command."""
        prefix = f"{service.upper()}_"
        told = {
            name.replace("SCORING_", prefix): value
            for name, value in self.worker_settings(0).items()
        }
        self._migrate(service, {**told, f"{prefix}DATABASE_URL": url})

    def pause_worker(self) -> None:
        """Stop the worker's process for a moment, so that a backlog can be sent."""
        self.worker.send_signal(signal.SIGSTOP)

    def resume_worker(self) -> None:
        """Let the worker's process continue."""
        self.worker.send_signal(signal.SIGCONT)

    def stop_worker(self) -> None:
        """Ask the worker to finish its batch and end."""
        if self._worker is not None:
            children.stop(self._worker, signal.SIGTERM, seconds=15)

    @property
    def worker(self) -> "Popen[bytes]":
        """The worker's process."""
        if self._worker is None:
            raise RuntimeError("start_worker() comes first")
        return self._worker

    @property
    def worker_memory(self) -> int:
        """The worker's resident memory in bytes."""
        return int(psutil.Process(self.worker.pid).memory_info().rss)

    async def send(self, events: Iterable[Event]) -> int:
        """Append events to their topics; return how many there were."""
        return await self.append(self.records(events))

    def records(self, events: Iterable[Event]) -> list[Record]:
        """Return events as records that are ready to be sent."""
        now = datetime.now(UTC).isoformat().encode()
        return [to_record(event, source=SOURCE, time=now) for event in events]

    async def append(self, records: Iterable[Record]) -> int:
        """Append records to their topics; return how many there were."""
        sent, remaining = 0, iter(records)
        while batch := list(islice(remaining, SEND_BATCH)):
            await self.producer.send(batch)
            sent += len(batch)
        return sent

    async def wait_until_drained(self, started: float | None = None) -> float:
        """Wait until every event is handled and every score event published; return the seconds.

        Raises RuntimeError with the end of the log if the worker ends before that.
        """
        began = time.perf_counter() if started is None else started
        ends = await self._ends()
        # Uses the index: a sequential scan would read every deleted row that is not vacuumed yet.
        connection = await asyncpg.connect(
            plain_url(self.scoring_url), server_settings={"enable_seqscan": "off"}
        )
        try:
            handled = await self._until(lambda: _reached(connection, ends), began)
            await self._until(lambda: _outbox_empty(connection), began)
            return handled
        finally:
            await connection.close()

    async def score_events(self) -> int:
        """Return how many score events there are."""
        return sum((await self.broker.end_offsets([SCORE.name])).values())

    def _migrate(self, service: str, settings: Mapping[str, str]) -> None:
        log = self.home / f"migrate-{service}.log"
        child = children.spawn(
            _command(service, "migrate"), log=log, env={**os.environ, **settings}
        )
        if child.wait(_MIGRATE_SECONDS):
            raise children.StartError(children.last_lines(log))

    @property
    def _worker_log(self) -> Path:
        return self.home / "worker.log"

    async def _until(self, done: Callable[[], Awaitable[bool]], began: float) -> float:
        while True:
            # Asked first: what a worker did before it ended is then seen.
            code = self.worker.poll()
            if await done():
                return time.perf_counter() - began
            if code is not None:
                raise RuntimeError(self._told(f"ended with code {code} before its backlog did"))
            if time.perf_counter() - began > _DRAIN_SECONDS:
                raise TimeoutError(self._told("did not finish its backlog"))
            await asyncio.sleep(_POLL_SECONDS)

    def _told(self, what: str) -> str:
        return f"The scoring worker {what}. {children.last_lines(self._worker_log)}"

    async def _ends(self) -> dict[TopicPartition, int]:
        return dict(await self.broker.end_offsets([topic.name for topic in _INPUTS]))


@asynccontextmanager
async def environment(
    home: Path, *, postgres_settings: Mapping[str, str] | None = None
) -> AsyncIterator[Environment]:
    """Start PostgreSQL and Kafka in `home`, migrate scoring's database and create the topics."""
    postgres = Postgres(home / "postgres", settings=postgres_settings)
    kafka = Kafka(home / "kafka")
    try:
        await asyncio.gather(asyncio.to_thread(postgres.start), asyncio.to_thread(kafka.start))
        url = postgres.create_database("tolok_scoring", "scoring")
        broker = KafkaBroker(kafka.bootstrap_servers, client_id="bench")
        await ensure_topics(kafka.bootstrap_servers, TOPICS.values())
        producer = broker.producer()
        running = Environment(home, postgres, kafka, broker, producer, url)
        running.migrate(url)
        yield running
        running.stop_worker()
        await broker.stop()
    finally:
        kafka.stop()
        postgres.stop()


async def _reached(connection: asyncpg.Connection, ends: Mapping[TopicPartition, int]) -> bool:
    rows = await connection.fetch(
        "SELECT topic, partition, next_offset FROM consumer_offset WHERE consumer_group = $1",
        _GROUP,
    )
    reached = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
    return all(reached.get(partition, 0) >= end for partition, end in ends.items())


async def _outbox_empty(connection: asyncpg.Connection) -> bool:
    return bool(
        await connection.fetchval("SELECT NOT EXISTS (SELECT FROM outbox ORDER BY id LIMIT 1)")
    )


def _command(service: str, command: str) -> list[str]:
    return [sys.executable, "-c", f"from {service}.cli import main; main()", command]


def plain_url(url: str) -> str:
    """Return a database URL for asyncpg itself."""
    return url.replace("postgresql+asyncpg://", "postgresql://")
