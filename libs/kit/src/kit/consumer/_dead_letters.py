"""Dead letters: unchanged messages on `<topic>.dlq`, with origin and reason; and their limit.

`_batch.py` puts them into the outbox; the relay sends them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.topics import TOPICS, dead_letter, partition_for
from kit.clock import Clock
from kit.messaging import Record

_REASON_BYTES = 2_000


class DeadLetterLimitError(Exception):
    """Too many messages are poison: the consumer or the topic must be wrong."""


@dataclass(slots=True)
class DeadLetterLimit:
    """Stops a consumer whose share of poison is above `share` once there are more than `tolerated`.

    Old messages count less: the counts are halved after every `window` messages.
    """

    share: float = 0.1
    tolerated: int = 50
    window: int = 10_000
    _seen: int = 0
    _poison: int = 0

    def check(self, seen: int, poison: int) -> None:
        """Raise DeadLetterLimitError when a batch with this much poison must not be committed."""
        total, dead = self._seen + seen, self._poison + poison
        if poison and dead > self.tolerated and dead > self.share * total:
            raise DeadLetterLimitError(f"{dead} of the last {total} messages are poison")

    def add(self, seen: int, poison: int) -> None:
        self._seen += seen
        self._poison += poison
        if self._seen >= self.window:
            self._seen //= 2
            self._poison //= 2


def dead_letters(poison: Iterable[tuple[Record, str]], *, group: str, clock: Clock) -> list[Record]:
    """Return the dead letter of each poison message: its own bytes and headers, and the reason."""
    now = clock.now().isoformat().encode()
    return [_dead_letter(record, reason, group, now) for record, reason in poison]


def _dead_letter(record: Record, reason: str, group: str, now: bytes) -> Record:
    topic = dead_letter(record.topic)
    partitions = TOPICS[topic].partitions if topic in TOPICS else 1
    return Record(
        topic,
        record.partition % partitions
        if record.key is None
        else partition_for(record.key, partitions),
        record.key,
        record.value,
        (
            *record.headers,
            ("dlq_topic", record.topic.encode()),
            ("dlq_partition", str(record.partition).encode()),
            ("dlq_offset", str(record.offset).encode()),
            ("dlq_group", group.encode()),
            ("dlq_reason", reason.encode(errors="replace")[:_REASON_BYTES]),
            ("dlq_time", now),
        ),
    )
