"""Positions of consumers in the service's database: one commit stores effect and position."""

from collections.abc import Collection, Mapping

import asyncpg

from kit.database import Session, raw
from kit.messaging import TopicPartition, columns_of

_LOAD = """
SELECT topic, partition, next_offset FROM consumer_offset
WHERE consumer_group = $1
  AND (topic, partition) IN (SELECT * FROM unnest($2::text[], $3::int[]))
"""
_BEGIN = """
INSERT INTO consumer_offset (consumer_group, topic, partition, next_offset)
SELECT $1, * FROM unnest($2::text[], $3::int[], $4::bigint[])
ON CONFLICT DO NOTHING
"""
_ADVANCE = """
UPDATE consumer_offset AS o SET next_offset = u.next_offset
FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[])
  AS u (topic, partition, expected, next_offset)
WHERE o.consumer_group = $1 AND o.topic = u.topic AND o.partition = u.partition
  AND o.next_offset = u.expected
"""


class FencedError(Exception):
    """Another consumer has moved on, or is at work, in one of the batch's partitions."""


async def load(
    session: Session, group: str, partitions: Collection[TopicPartition]
) -> dict[TopicPartition, int]:
    """Return the stored next offsets; partitions never read by `group` are missing."""
    rows = await (await raw(session)).fetch(_LOAD, group, *columns_of(partitions))
    return {TopicPartition(row[0], row[1]): row[2] for row in rows}


async def begin(session: Session, group: str, positions: Mapping[TopicPartition, int]) -> None:
    """Store the first positions of partitions that `group` never read."""
    connection = await raw(session)
    await connection.execute(_BEGIN, group, *columns_of(positions), [*positions.values()])


async def advance(
    session: Session, group: str, moves: Mapping[TopicPartition, tuple[int, int]]
) -> None:
    """Move every partition from its expected to its next offset, all or none.

    The rows stay locked until the transaction ends, so a second consumer of the same partition
    waits, and then finds that its expectation is wrong.

    Raises:
        FencedError: A partition is no longer where this consumer left it.
    """
    ordered = sorted(moves)
    connection = await raw(session)
    try:
        status = await connection.execute(
            _ADVANCE,
            group,
            *columns_of(ordered),
            [moves[tp][0] for tp in ordered],
            [moves[tp][1] for tp in ordered],
        )
    except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
        raise FencedError(f"{group}: another consumer is at work in {ordered}") from error
    if int(status.rpartition(" ")[2]) != len(moves):
        raise FencedError(f"{group}: the stored offsets are not those expected: {moves}")
