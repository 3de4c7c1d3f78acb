"""The shadow: a schema of the service's own database with the same tables, for a replay."""

from collections.abc import Mapping
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.consumer import begin
from kit.database import raw
from kit.messaging import TopicPartition

SCHEMA: Final = "replay"
LIVE: Final = "public"

_KEY: Final = 7_230_520  # of the advisory lock: one replay at a time
# A replay may read for minutes what others must not wait for.
_PATIENT: Final = """
SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL transaction_timeout = 0
"""
_OFFSETS = """
SELECT topic, partition, next_offset FROM public.consumer_offset WHERE consumer_group = $1
"""
_SET_OFFSETS = """
UPDATE consumer_offset AS o SET next_offset = u.next_offset
FROM unnest($2::text[], $3::int[], $4::bigint[]) AS u (topic, partition, next_offset)
WHERE o.consumer_group = $1 AND o.topic = u.topic AND o.partition = u.partition
  AND o.next_offset <> u.next_offset
"""

Positions = dict[TopicPartition, int]


class BusyError(Exception):
    """Another replay is at work on this database."""


async def claim(session: AsyncSession) -> None:
    """Be the one replay until the transaction ends.

    Raises:
        BusyError: There is another.
    """
    connection = await raw(session)
    await connection.execute(_PATIENT)
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _KEY):
        raise BusyError("another replay is at work on this database")


async def make(session: AsyncSession) -> None:
    """Make an empty schema, in place of what another replay may have left."""
    await drop(session)
    await (await raw(session)).execute(f"CREATE SCHEMA {SCHEMA}")


async def drop(session: AsyncSession) -> None:
    """Drop the schema with all that is in it."""
    await (await raw(session)).execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


async def empty_outbox(session: AsyncSession) -> None:
    """Forget what the shadow would have announced."""
    await (await raw(session)).execute(f"TRUNCATE {SCHEMA}.outbox")


async def hold_consumers(session: AsyncSession) -> None:
    """Let the batches in hand end and no other begin, until the transaction ends.

    Every batch moves its offsets before it does anything else, so nobody waits in a ring.
    """
    connection = await raw(session)
    await connection.execute(_PATIENT)
    await connection.execute("LOCK TABLE public.consumer_offset IN EXCLUSIVE MODE")


async def be_patient(session: AsyncSession) -> None:
    """Let the statements of a transaction take their time."""
    await (await raw(session)).execute(_PATIENT)


async def positions(session: AsyncSession, group: str) -> Positions:
    """Return where the service's consumers stand; what nobody ever read is missing."""
    rows = await (await raw(session)).fetch(_OFFSETS, group)
    return {TopicPartition(row[0], row[1]): row[2] for row in rows}


async def set_positions(
    session: AsyncSession, group: str, found: Mapping[TopicPartition, int]
) -> None:
    """Let the consumers stand here; whoever stood elsewhere is fenced off and begins anew."""
    await begin(session, group, found)
    connection = await raw(session)
    topics, partitions = zip(*found, strict=True)
    await connection.execute(_SET_OFFSETS, group, topics, partitions, [*found.values()])
