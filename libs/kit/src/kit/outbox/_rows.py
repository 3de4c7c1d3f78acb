"""The relay's own connection to the outbox table: rows claimed, read back and deleted."""

from collections.abc import Mapping, Sequence

import asyncpg
from sqlalchemy import URL

from kit.database import Connection
from kit.messaging import Record, TopicPartition, columns_of
from kit.outbox import _statements as sql
from kit.outbox._backlog import Part
from kit.outbox._emit import unpack_headers

_ALIVE = "SELECT pg_try_advisory_lock_shared($1, $2)"
_TURN_KEY = 0x6F7574626F78  # "outbox"
_OWNER_CLASS = 0x6F776E72  # "ownr"
_CLAIM_ROWS = 20_000
# A process that hangs, or whose machine is gone, loses its rows with its session: a living relay
# asks something every two seconds at least. Deleted rows stay in the table until a vacuum: an
# index scan steps over them, a sequential one reads them all.
_SESSION = {
    "statement_timeout": "30s",
    "idle_session_timeout": "5s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "enable_seqscan": "off",
    "jit": "off",
}


class OutboxRows:
    """One connection beside the pool, so that a busy pool never holds up the relay.

    While it is open its session holds a lock that says that `owner` lives. The lock is shared, so
    that a lost session which the server still knows does not keep the next one out.
    """

    def __init__(self, url: URL, *, owner: int) -> None:
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._owner = owner
        self._connection: asyncpg.Connection | None = None
        self._was_open = False

    async def open(self) -> bool:
        """Connect and take the owner's lock; returns whether an earlier session was lost."""
        if self._connection is not None and not self._connection.is_closed():
            return False
        connection = await asyncpg.connect(
            self._dsn,
            connection_class=Connection,
            timeout=5,
            command_timeout=60,
            server_settings=_SESSION,
        )
        try:
            await connection.execute(_ALIVE, _OWNER_CLASS, self._owner)
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection
        again, self._was_open = self._was_open, True
        return again

    async def own(
        self, last: Mapping[TopicPartition, int], *, limit: int
    ) -> dict[TopicPartition, Part]:
        """Return the owner's `limit` oldest rows of each partition up to its last id, in order."""
        ids = [*last.values()]
        rows = await self._open().fetch(sql.OWN, *columns_of(last), ids, self._owner, limit)
        parts: dict[TopicPartition, Part] = {}
        for row_id, topic, partition, key, value, headers in rows:
            part = parts.setdefault(TopicPartition(topic, partition), Part())
            part.ids.append(row_id)
            part.records.append(Record(topic, partition, key, value, unpack_headers(headers)))
        return parts

    async def older(
        self, parts: Mapping[TopicPartition, Part]
    ) -> dict[TopicPartition, dict[bytes | None, int]]:
        """Return, for each key of these partitions, the first row that somebody else has to send.

        Rows up to the last id of a part. One query for all parts, whatever their length.
        """
        first, last = zip(*((part.ids[0], part.ids[-1]) for part in parts.values()), strict=True)
        found: dict[TopicPartition, dict[bytes | None, int]] = {}
        for topic, partition, key, row_id in await self._open().fetch(
            sql.OLDER, *columns_of(parts), first, last, self._owner
        ):
            found.setdefault(TopicPartition(topic, partition), {})[key] = row_id
        return found

    async def claim(
        self, grace: float, *, known: Mapping[TopicPartition, int]
    ) -> dict[TopicPartition, int]:
        """Take over what nobody living owns; returns, per partition, the newest id left behind.

        One process at a time; for the others there is nothing. Own rows that are older than
        `grace` seconds count as well where their id is below the first `known` one.
        """
        found = await self._open().fetch(
            sql.CLAIM,
            *(_TURN_KEY, _OWNER_CLASS, grace, _CLAIM_ROWS, self._owner),
            *columns_of(known),
            [*known.values()],
        )
        return {TopicPartition(topic, partition): last for topic, partition, last in found}

    async def delete(self, ids: Sequence[int]) -> None:
        await self._open().execute(sql.DELETE, ids)

    async def depth(self) -> tuple[int, float]:
        """Return how many rows wait (counted up to 100 000) and the oldest one's age in seconds."""
        rows, oldest = await self._open().fetchrow(sql.DEPTH)
        return rows, float(oldest)

    async def close(self) -> None:
        """Close the connection; the owner counts as dead until the next one."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def _open(self) -> asyncpg.Connection:
        if self._connection is None:
            raise asyncpg.InterfaceError("the relay's connection is closed")
        return self._connection
