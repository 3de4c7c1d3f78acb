"""W5: events are sent at a fixed rate; measured is the time until their score events arrive."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median, quantiles

from bench.environment import SOURCE, Environment
from bench.workloads import Workload
from contracts.envelope import Header
from contracts.events.score import ScoreChangedV2
from contracts.registry import decode
from contracts.topics import SCORE
from kit.messaging import ConsumerClient, Record, TopicPartition
from kit.outbox import to_record

TICK_SECONDS = 0.004
_MILLISECONDS = 1000
_POLL_MILLISECONDS = 20


@dataclass(frozen=True, slots=True)
class Latency:
    """Latencies at one rate, in milliseconds; a score event named `answered` of the sent events."""

    rate: int
    sent: int
    answered: int
    p50: float
    p99: float
    worst: float


async def measure(
    environment: Environment, workload: Workload, *, rate: int, seconds: float
) -> Latency:
    """Send `rate` events a second for `seconds`; sending never waits for score events."""
    client = environment.broker.consumer(None)
    await client.assign([TopicPartition(SCORE.name, part) for part in range(SCORE.partitions)])
    for partition, end in (await environment.broker.end_offsets([SCORE.name])).items():
        client.seek(partition, end)
    sent_at: dict[str, float] = {}
    latencies: list[float] = []
    listener = asyncio.create_task(_listen(client, sent_at, latencies))
    try:
        sent = await _send(environment, workload, rate=rate, seconds=seconds, sent_at=sent_at)
        await environment.wait_until_drained()
        await asyncio.sleep(3 * _POLL_MILLISECONDS / _MILLISECONDS)
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
        await client.stop()
    return Latency(
        rate=rate,
        sent=sent,
        answered=len(latencies),
        p50=median(latencies),
        p99=quantiles(latencies, n=100)[98],
        worst=max(latencies),
    )


async def _send(
    environment: Environment,
    workload: Workload,
    *,
    rate: int,
    seconds: float,
    sent_at: dict[str, float],
) -> int:
    began, sent = time.perf_counter(), 0
    inflight: set[asyncio.Task[None]] = set()
    while (passed := time.perf_counter() - began) < seconds:
        due = int(passed * rate) - sent
        if due > 0:
            now, clock = datetime.now(UTC).isoformat().encode(), time.perf_counter()
            events = [workload.update(workload.pick()) for _ in range(due)]
            records = [to_record(event, source=SOURCE, time=now) for event in events]
            sent_at.update((_event_id(record), clock) for record in records)
            task = asyncio.create_task(environment.producer.send(records))
            inflight.add(task)
            task.add_done_callback(inflight.discard)
            sent += due
        await asyncio.sleep(TICK_SECONDS)
    await asyncio.gather(*inflight)
    return sent


async def _listen(
    client: ConsumerClient, sent_at: dict[str, float], latencies: list[float]
) -> None:
    while True:
        batches = await client.getmany(max_records=1000, timeout_ms=_POLL_MILLISECONDS)
        arrived = time.perf_counter()
        for records in batches.values():
            for record in records:
                event = decode(_event_type(record), record.value or b"")
                if isinstance(event, ScoreChangedV2):
                    sent = (sent_at.pop(cause.event_id, None) for cause in event.causes)
                    latencies.extend(
                        (arrived - at) * _MILLISECONDS for at in sent if at is not None
                    )


def _event_type(record: Record) -> str:
    return next(value for name, value in record.headers if name == Header.TYPE).decode()


def _event_id(record: Record) -> str:
    return next(value for name, value in record.headers if name == Header.ID).decode()
