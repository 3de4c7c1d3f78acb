"""The outbox: events become rows in the transaction that caused them and are sent after its commit.

A row holds topic, key, partition and headers, so that every path sends the same bytes to the same
partition, and the number of the process that sends it. The relay sends the rows and deletes them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy.engine import Connection, Engine

from contracts.envelope import CONTENT_TYPE, SPEC_VERSION, Event, Header
from contracts.registry import encode
from contracts.topics import TOPICS, partition_for
from kit.clock import Clock, SystemClock
from kit.database import End, Session, at_end, raw
from kit.ids import new_id
from kit.messaging import Record
from kit.observe import current_traceparent

MAX_VALUE_BYTES = 900_000

_INSERT = """
INSERT INTO outbox (topic, partition, key, value, headers, owner)
SELECT *, $6::int FROM unnest($1::text[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[])
RETURNING id
"""


class Owner(Protocol):
    """Sends the rows that this process writes; its `owner` number is in each row."""

    @property
    def owner(self) -> int:
        """A number that no other living process has."""

    def begin(self, ids: Sequence[int], records: Sequence[Record]) -> None:
        """Note rows that this process wrote, before their commit."""

    def end(self, ids: Sequence[int], records: Sequence[Record], end: End) -> None:
        """Take these rows, if they are committed; each `begin` is followed by it."""


_owners: WeakKeyDictionary[Engine, Owner] = WeakKeyDictionary()
_clock = SystemClock()
_pack = msgspec.msgpack.Encoder().encode
unpack_headers = msgspec.msgpack.Decoder(tuple[tuple[str, bytes], ...]).decode


class TooLargeError(ValueError):
    """An event is larger than a broker takes; it must not be committed."""


async def emit(
    session: Session,
    events: Sequence[Event],
    *,
    source: str,
    clock: Clock = _clock,
) -> None:
    """Write `events` to the outbox in the session's transaction; they are sent after its commit.

    Events of one key reach their consumers in the order given, as long as writers of that key hold
    a lock on its aggregate. `source` is the CloudEvents source, `tolok/<service>`.

    Raises:
        TooLargeError: An event is larger than `MAX_VALUE_BYTES`.
    """
    if not events:
        return
    now = clock.now().isoformat().encode()
    traceparent = current_traceparent()
    trace = ((Header.TRACEPARENT, traceparent.encode()),) if traceparent else ()
    origin = source.encode()
    records = [to_record(event, source=origin, time=now, trace=trace) for event in events]
    await enqueue(session, records)


async def enqueue(session: Session, records: Sequence[Record]) -> None:
    """Write finished records to the outbox within the session's transaction."""
    connection = await raw(session)
    owner = _owners.get(_engine(session))
    rows = await connection.fetch(
        _INSERT,
        [record.topic for record in records],
        [record.partition for record in records],
        [record.key for record in records],
        [record.value for record in records],
        [_pack(record.headers) for record in records],
        owner.owner if owner is not None else None,
    )
    if owner is not None and rows:
        ids = [row[0] for row in rows]
        owner.begin(ids, records)
        at_end(session, lambda end: owner.end(ids, records, end))


def to_record(
    event: Event, *, source: bytes, time: bytes, trace: tuple[tuple[str, bytes], ...] = ()
) -> Record:
    """Return what goes to the broker for `event`: its envelope in headers, its body as JSON.

    Raises:
        TooLargeError: The event is larger than `MAX_VALUE_BYTES`.
    """
    key, value = event.key.encode(), encode(event)
    if len(value) > MAX_VALUE_BYTES:
        raise TooLargeError(f"{event.TYPE} of {event.subject}: {len(value)} bytes")
    return Record(
        event.TOPIC,
        partition_of(event.TOPIC, key),
        key,
        value,
        (
            (Header.SPEC_VERSION, SPEC_VERSION),
            (Header.ID, str(new_id()).encode()),
            (Header.TYPE, event.TYPE.encode()),
            (Header.SOURCE, source),
            (Header.TIME, time),
            (Header.SUBJECT, event.subject.encode()),
            (Header.CONTENT_TYPE, CONTENT_TYPE),
            *trace,
        ),
    )


def on_enqueued(engine: Engine, owner: Owner | None) -> None:
    """Give the rows that this process writes from now on to `owner`; None: to nobody."""
    if owner is None:
        _owners.pop(engine, None)
    else:
        _owners[engine] = owner


@lru_cache(maxsize=100_000)
def partition_of(topic: str, key: bytes) -> int:
    """Return the partition of `key` in one of the product's topics."""
    return partition_for(key, TOPICS[topic].partitions)


def _engine(session: Session) -> Engine:
    bind = session.sync_session.get_bind()
    return bind.engine if isinstance(bind, Connection) else bind
