"""The relay's own connection to the outbox table: rows read back and deleted, the recovery lock."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import URL

from kit.broker import Record, TopicPartition
from kit.outbox import unpack_headers
from kit.relay_backlog import Waiting

# A session that is killed at the wrong moment leaves asyncpg's connection in an impossible state.
DATABASE_ERRORS = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

_COLUMNS = "o.id, o.topic, o.partition, o.key, o.value, o.headers"
_UP_TO = f"""
SELECT {_COLUMNS} FROM outbox o
JOIN unnest($1::text[], $2::int[], $3::bigint[]) AS behind (topic, partition, last)
  ON o.topic = behind.topic AND o.partition = behind.partition AND o.id <= behind.last
ORDER BY o.id LIMIT $4
"""  # noqa: S608 - the columns are a constant
_OLDER = f"""
SELECT {_COLUMNS} FROM outbox o
WHERE o.created_at < now() - make_interval(secs => $1)
  AND NOT EXISTS (
    SELECT FROM unnest($2::text[], $3::int[]) AS apart (topic, partition)
    WHERE o.topic = apart.topic AND o.partition = apart.partition
  )
ORDER BY o.id LIMIT $4
"""  # noqa: S608 - the columns are a constant
_DELETE = "DELETE FROM outbox WHERE id = ANY($1::bigint[])"
_DEPTH = """
SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 100000) AS counted),
       coalesce(extract(epoch FROM now() - (SELECT created_at FROM outbox ORDER BY id LIMIT 1)), 0)
"""
_LOCK_KEY = 0x6F7574626F78  # "outbox"
# A process that hangs while it holds the recovery lock loses it with its session.
_SESSION = {"statement_timeout": "30s", "idle_session_timeout": "120s"}


class OutboxRows:
    """One connection beside the pool, so that a busy pool never holds up the relay."""

    def __init__(self, url: URL) -> None:
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: asyncpg.Connection | None = None

    async def up_to(self, last: Mapping[TopicPartition, int], *, limit: int) -> list[Waiting]:
        """Return the oldest rows of each partition up to its last id, in id order."""
        topics, partitions = [tp.topic for tp in last], [tp.partition for tp in last]
        connection = await self._open()
        return _rows(await connection.fetch(_UP_TO, topics, partitions, [*last.values()], limit))

    async def older(
        self, seconds: float, *, apart: Collection[TopicPartition], limit: int
    ) -> list[Waiting]:
        """Return the oldest rows, in id order, without the partitions set `apart`."""
        topics, partitions = [tp.topic for tp in apart], [tp.partition for tp in apart]
        connection = await self._open()
        return _rows(await connection.fetch(_OLDER, seconds, topics, partitions, limit))

    async def delete(self, ids: Sequence[int]) -> None:
        """Delete rows that the broker confirmed."""
        await (await self._open()).execute(_DELETE, ids)

    async def depth(self) -> tuple[int, float]:
        """Return how many rows wait (counted up to 100 000) and the oldest one's age in seconds."""
        rows, oldest = await (await self._open()).fetchrow(_DEPTH)
        return rows, float(oldest)

    @asynccontextmanager
    async def recovery(self) -> AsyncIterator[bool]:
        """Hold the one recovery lock of this database; yields whether it was free."""
        connection = await self._open()
        held = await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK_KEY)
        try:
            yield held
        finally:
            if held:
                await self._unlock(connection)

    async def close(self) -> None:
        """Close the connection; the lock falls with it."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _unlock(self, connection: asyncpg.Connection) -> None:
        try:
            await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK_KEY)
        except DATABASE_ERRORS:
            connection.terminate()  # the lock falls with the session

    async def _open(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn, timeout=5, command_timeout=60, server_settings=_SESSION
            )
        return self._connection


def _rows(found: Sequence[asyncpg.Record]) -> list[Waiting]:
    return [
        Waiting(row_id, Record(topic, partition, key, value, unpack_headers(headers)))
        for row_id, topic, partition, key, value, headers in found
    ]
