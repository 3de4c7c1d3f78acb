"""Decodes a broker's records. One small object for each message: this is the hot loop."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from contracts.envelope import Event, Header
from contracts.registry import REGISTRY, UndecodableError, decode
from kit.messaging import Record, TopicPartition
from rules import json_text

_MOST_LINKS = 128
# The lowest bit of the flags; the SDK sets the next one too (W3C Trace Context level 2).
_SAMPLED = tuple("13579bdf")
_TYPE, _ID, _TIME = Header.TYPE, Header.ID, Header.TIME
_TRACEPARENT = Header.TRACEPARENT
_NEVER = datetime.min.replace(tzinfo=UTC)
_TYPES = {name.encode(): name for name in REGISTRY}


class Received(msgspec.Struct, frozen=True, gc=False):
    """A decoded event and its place in the log. `record` is the broker's own object."""

    event: Event
    topic: str
    partition: int
    offset: int
    key: str
    event_id: str
    event_type: str
    event_time: datetime
    traceparent: str | None
    record: Record


class Poison(Exception):
    """A message that can never be applied; it goes to the dead-letter topic with the reason."""

    def __init__(self, received: Received, reason: str) -> None:
        super().__init__(reason)
        self.received = received
        self.reason = reason


@dataclass(slots=True)
class Decoded:
    """Events in partition order, poison, and for each topic the number of unknown types."""

    events: list[Received] = field(default_factory=list)
    poison: list[tuple[Record, str]] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    traces: set[str] = field(default_factory=set)

    def refuse(self, received: Received, reason: str) -> None:
        """Take one event out as poison."""
        kept = [item for item in self.events if item is not received]
        if len(kept) == len(self.events):
            raise RuntimeError("a handler refused a message that is not in its batch")
        self.events = kept
        self.poison.append((received.record, reason))


@dataclass(slots=True)
class Batch:
    """For each partition the expected offset and the records from there on; all of them decoded."""

    parts: Mapping[TopicPartition, Sequence[Record]]
    expected: Mapping[TopicPartition, int]
    decoded: Decoded

    @property
    def moves(self) -> dict[TopicPartition, tuple[int, int]]:
        """Return, per partition, the expected offset and the one after the last record."""
        return {tp: (self.expected[tp], part[-1].offset + 1) for tp, part in self.parts.items()}

    def __len__(self) -> int:
        return sum(map(len, self.parts.values()))

    def halves(self) -> "tuple[Batch, Batch]":
        """Return the batch in two, each partition still in order."""
        left = len(self) // 2
        first: dict[TopicPartition, Sequence[Record]] = {}
        second: dict[TopicPartition, Sequence[Record]] = {}
        for tp, part in self.parts.items():
            if head := part[:left]:
                first[tp] = head
            if tail := part[left:]:
                second[tp] = tail
            left = max(0, left - len(part))
        later = {
            tp: first[tp][-1].offset + 1 if tp in first else self.expected[tp] for tp in second
        }
        return batch_from(first, self.expected), batch_from(second, later)


def decode_all(records: Iterable[Record], *, into: Decoded) -> None:
    """Decode records and collect sampled traces; skip types that the contracts do not know."""
    keep, traces = into.events.append, into.traces
    time, at = b"", _NEVER  # events of one transaction share their time
    for record in records:
        try:
            headers = dict(record.headers)
            event_type = _TYPES.get(headers[_TYPE])
            if event_type is None:
                into.passed_over[record.topic] += 1
                continue
            if record.value is None:
                into.poison.append((record, "a tombstone: this topic keeps everything"))
                continue
            json_text.check_depth(record.value)
            event = decode(event_type, record.value)
            if headers[_TIME] != time:
                at, time = _instant(headers[_TIME]), headers[_TIME]
            traceparent = headers.get(_TRACEPARENT, b"").decode() or None
            keep(
                Received(
                    event,
                    record.topic,
                    record.partition,
                    record.offset,
                    record.key.decode() if record.key is not None else event.key,
                    headers[_ID].decode(),
                    event_type,
                    at,
                    traceparent,
                    record,
                )
            )
        except (UndecodableError, json_text.TooDeepError) as error:
            into.poison.append((record, str(error)))
        except (KeyError, ValueError) as error:
            into.poison.append((record, f"the envelope is broken: {error!r}"))
        else:
            if traceparent and len(traces) < _MOST_LINKS and traceparent.endswith(_SAMPLED):
                traces.add(traceparent)


def batch_from(
    parts: Mapping[TopicPartition, Sequence[Record]], expected: Mapping[TopicPartition, int]
) -> Batch:
    decoded = Decoded()
    for part in parts.values():
        decode_all(part, into=decoded)
    return Batch(parts, {tp: expected[tp] for tp in parts}, decoded)


def _instant(time: bytes) -> datetime:
    at = datetime.fromisoformat(time.decode())
    if at.tzinfo is None:
        raise ValueError("ce_time has no zone")
    return at
