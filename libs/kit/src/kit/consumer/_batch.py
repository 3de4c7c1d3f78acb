"""One batch is one transaction: offsets, handler, dead letters and outbox rows.

A message is handled, or it is poison: then it becomes a dead letter and the other messages are
applied. On any other error the batch is rolled back and tried again with growing pauses; then it is
halved until the message that fails is alone.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial

from opentelemetry.trace import SpanKind

from kit.clock import Clock
from kit.consumer import _metrics as metrics
from kit.consumer._dead_letters import DeadLetterLimit, DeadLetterLimitError, dead_letters
from kit.consumer._decoding import Batch, Decoded, Poison, Received
from kit.consumer._offsets import FencedError, advance
from kit.consumer._retries import InterruptedBatchError, Patience, Retries
from kit.database import Database, Session, after_commit, unstorable
from kit.fail_points import Point, reached
from kit.observe import get_logger, span
from kit.outbox import enqueue

Handler = Callable[[Session, Sequence[Received]], Awaitable[None]]

_REFUSED = "kit.refused"
_FINAL = (FencedError, DeadLetterLimitError)
_SAMPLES = 128
_TRACE_END = 35  # of "00-<32 hex digits>" in a traceparent


class CulpritError(Exception):
    """One message failed in every attempt. It is never skipped, so the consumer stops."""


def refuse(session: Session, received: Received, reason: str) -> None:
    """Make a message a dead letter; what was done for the other messages of the batch stays.

    For a handler that has not yet written anything for the message; otherwise raise Poison.
    """
    session.info.setdefault(_REFUSED, []).append((received.record, reason))


@dataclass(slots=True, kw_only=True)
class BatchRunner:
    """Applies batches of one group. `give_up` interrupts the pauses between attempts."""

    database: Database
    group: str
    handler: Handler
    clock: Clock
    limit: DeadLetterLimit
    patience: Patience
    on_rolled_back: Callable[[], None]
    give_up: asyncio.Event
    _retries: Retries = field(init=False)

    def __post_init__(self) -> None:
        self._retries = Retries(
            self.patience, final=_FINAL, give_up=self.give_up, on_retry=self._note_retry
        )

    async def run(self, batch: Batch) -> None:
        """Apply the batch, in parts if need be.

        Raises:
            FencedError: Another consumer has moved on; nothing of the rest was applied.
            InterruptedBatchError: Given up; nothing of the rest was applied.
            CulpritError: One message fails for ever; everything before it was applied.
            DeadLetterLimitError: Too much poison; nothing of the rest was applied.
        """
        await self._run(batch, attempts=self.patience.attempts)

    async def _run(self, batch: Batch, *, attempts: int) -> None:
        try:
            await self._retries.run(partial(self._apply, batch), attempts=attempts)
        except (*_FINAL, InterruptedBatchError):
            raise
        except Exception as error:
            if len(batch) == 1:
                metrics.record_batch_outcome(self.group, "failed")
                raise CulpritError(
                    f"{self.group}: {batch.moves} fails for ever: {error!r}"
                ) from error
            metrics.record_batch_outcome(self.group, "split")
            for half in batch.halves():
                await self._run(half, attempts=self.patience.attempts if len(half) == 1 else 1)

    async def _apply(self, batch: Batch) -> None:
        """Apply the batch; each message that the handler raises as poison costs a rerun.

        A message that alone makes the database refuse a value as unstorable is poison as well.
        """
        decoded = batch.decoded
        with _batch_span(self.group, batch, decoded.traces):
            while True:
                try:
                    await self._transact(batch, decoded)
                except Poison as poison:
                    decoded.refuse(poison.received, poison.reason)
                except Exception as error:
                    reason = unstorable(error)
                    if reason is None or len(batch) != 1 or not decoded.events:
                        raise
                    decoded.refuse(decoded.events[0], reason)
                else:
                    return
                self.limit.check(len(batch), len(decoded.poison))
                if self.give_up.is_set():
                    raise InterruptedBatchError("given up while poison was taken out")

    async def _transact(self, batch: Batch, decoded: Decoded) -> None:
        started = time.monotonic()
        try:
            async with self.database.transaction() as session:
                after_commit(session, partial(reached, Point.AFTER_COMMIT))
                await advance(session, self.group, batch.moves)
                reached(Point.AFTER_OFFSETS)
                if decoded.events:
                    await self.handler(session, decoded.events)
                reached(Point.AFTER_HANDLER)
                poison = [*decoded.poison, *session.info.pop(_REFUSED, ())]
                if poison:
                    self.limit.check(len(batch), len(poison))
                    letters = dead_letters(poison, group=self.group, clock=self.clock)
                    await enqueue(session, letters)
                reached(Point.BEFORE_COMMIT)
        except BaseException:
            self.on_rolled_back()
            raise
        self.limit.add(len(batch), len(poison))
        self._record(batch, decoded, Counter(record.topic for record, _ in poison))
        metrics.record_batch(self.group, records=len(batch), seconds=time.monotonic() - started)

    def _record(self, batch: Batch, decoded: Decoded, poison: Counter[str]) -> None:
        sizes: Counter[str] = Counter()
        for tp, part in batch.parts.items():
            sizes[tp.topic] += len(part)
        for topic, count in sizes.items():
            passed = decoded.passed_over[topic]
            handled = count - poison[topic] - passed
            metrics.record_events(self.group, topic, "handled", count=handled)
            metrics.record_events(self.group, topic, "passed_over", count=passed)
            metrics.record_events(self.group, topic, "dead_letter", count=poison[topic])
        now = self.clock.now()
        step = max(1, len(decoded.events) // _SAMPLES)
        for received in decoded.events[::step]:
            age = (now - received.event_time).total_seconds()
            metrics.event_age(self.group).observe(max(0.0, age))

    def _note_retry(self, attempt: int, error: BaseException | None) -> None:
        metrics.record_batch_outcome(self.group, "retried")
        get_logger().warning("batch_failed", group=self.group, attempt=attempt, error=repr(error))


def _batch_span(group: str, batch: Batch, traces: set[str]) -> AbstractContextManager[object]:
    """Make the span of a batch; when all messages share one trace, it continues that trace."""
    one_trace = len({traceparent[:_TRACE_END] for traceparent in traces}) == 1
    return span(
        f"{group} batch",
        kind=SpanKind.CONSUMER,
        traceparent=min(traces) if one_trace else None,
        links=sorted(traces),
        attributes={
            "messaging.system": "kafka",
            "messaging.consumer.group.name": group,
            "messaging.batch.message_count": len(batch),
        },
    )
