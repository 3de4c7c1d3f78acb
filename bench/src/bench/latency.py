"""W5: open loop at a given rate, the time from sending an event until its score event arrives."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median, quantiles

from bench.stage import SOURCE, Stage
from bench.workloads import Workload
from contracts.envelope import Header
from contracts.events.score import ScoreChangedV1
from contracts.registry import decode
from contracts.topics import SCORE
from kit.messaging import ConsumerClient, Record, TopicPartition
from kit.outbox import to_record

TICK_SECONDS = 0.004
_MILLISECONDS = 1000
_POLL_MILLISECONDS = 20


@dataclass(frozen=True, slots=True)
class Latency:
    """What was seen at one rate, in milliseconds; `answered` events were named by a score event."""

    rate: int
    sent: int
    answered: int
    p50: float
    p99: float
    worst: float


async def measure(stage: Stage, workload: Workload, *, rate: int, seconds: float) -> Latency:
    """Send `rate` events a second for `seconds`, each on time whatever the answers do."""
    client = stage.broker.consumer(None)
    await client.assign([TopicPartition(SCORE.name, part) for part in range(SCORE.partitions)])
    for partition, end in (await stage.broker.end_offsets([SCORE.name])).items():
        client.seek(partition, end)
    sent_at: dict[str, float] = {}
    took: list[float] = []
    listener = asyncio.create_task(_listen(client, sent_at, took))
    try:
        sent = await _send(stage, workload, rate=rate, seconds=seconds, sent_at=sent_at)
        await stage.drained()
        await asyncio.sleep(3 * _POLL_MILLISECONDS / _MILLISECONDS)
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
        await client.stop()
    return Latency(
        rate=rate,
        sent=sent,
        answered=len(took),
        p50=median(took),
        p99=quantiles(took, n=100)[98],
        worst=max(took),
    )


async def _send(
    stage: Stage, workload: Workload, *, rate: int, seconds: float, sent_at: dict[str, float]
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
            task = asyncio.create_task(stage.producer.send(records))
            inflight.add(task)
            task.add_done_callback(inflight.discard)
            sent += due
        await asyncio.sleep(TICK_SECONDS)
    await asyncio.gather(*inflight)
    return sent


async def _listen(client: ConsumerClient, sent_at: dict[str, float], took: list[float]) -> None:
    while True:
        batches = await client.getmany(max_records=1000, timeout_ms=_POLL_MILLISECONDS)
        arrived = time.perf_counter()
        for records in batches.values():
            for record in records:
                event = decode(_event_type(record), record.value or b"")
                if isinstance(event, ScoreChangedV1):
                    began = (sent_at.pop(cause.event_id, None) for cause in event.causes)
                    took.extend((arrived - at) * _MILLISECONDS for at in began if at is not None)


def _event_type(record: Record) -> str:
    return next(value for name, value in record.headers if name == Header.TYPE).decode()


def _event_id(record: Record) -> str:
    return next(value for name, value in record.headers if name == Header.ID).decode()
