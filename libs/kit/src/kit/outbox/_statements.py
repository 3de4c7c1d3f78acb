"""What a relay asks of the outbox table."""

from typing import Final

OWN: Final = """
SELECT o.id, o.topic, o.partition, o.key, o.value, o.headers
FROM unnest($1::text[], $2::int[], $3::bigint[]) AS behind (topic, partition, last)
CROSS JOIN LATERAL (
  SELECT * FROM outbox o
  WHERE o.topic = behind.topic AND o.partition = behind.partition
    AND o.owner = $4 AND o.id <= behind.last
  ORDER BY o.id LIMIT $5
) AS o
"""
# What others committed and have not sent yet, alive or not, and own rows of which this process has
# not heard. A row of a key is in the table before a newer one is written: its writer holds the
# aggregate's lock until the commit. The index `outbox_lane` leads past this process' own rows.
OLDER: Final = """
SELECT o.topic, o.partition, o.key, min(o.id)
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[])
  AS lane (topic, partition, first, last)
CROSS JOIN LATERAL (
  SELECT * FROM outbox o WHERE o.topic = lane.topic AND o.partition = lane.partition
    AND o.owner < $5 AND o.id < lane.last
  UNION ALL
  SELECT * FROM outbox o WHERE o.topic = lane.topic AND o.partition = lane.partition
    AND o.owner > $5 AND o.id < lane.last
  UNION ALL
  SELECT * FROM outbox o WHERE o.topic = lane.topic AND o.partition = lane.partition
    AND o.owner IS NULL AND o.id < lane.last
  UNION ALL
  SELECT * FROM outbox o WHERE o.topic = lane.topic AND o.partition = lane.partition
    AND o.owner = $5 AND o.id < lane.first
) AS o
GROUP BY o.topic, o.partition, o.key
"""
# Ids of a key are in the order of its commits, because its writers hold the aggregate's lock. So
# of each partition everything up to the newest row that is due is taken, whatever clocks said, and
# all that the same owners left there: a second process must not send what follows it sooner.
# Owners are compared again in the update: another process may have been faster by a moment.
# Strays are own rows whose commit this process never heard of: older than all that it knows.
# Ids rise with time: while the oldest row is not late, none is, and no other is looked at. One from
# the future was written before the clock was turned back.
CLAIM: Final = """
WITH oldest AS MATERIALIZED (
  SELECT created_at NOT BETWEEN clock_timestamp() - make_interval(secs => $3) AND clock_timestamp()
    AS is_late
  FROM outbox ORDER BY id LIMIT 1
),
turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1) AS mine),
alive AS MATERIALIZED (
  SELECT l.objid::bigint AS owner FROM pg_locks l JOIN pg_database d ON d.oid = l.database
  WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid::bigint = $2
    AND d.datname = current_database()
),
free AS MATERIALIZED (
  SELECT id, topic, partition, owner, created_at FROM outbox
  WHERE (SELECT is_late FROM oldest) AND (SELECT mine FROM turn)
    AND (owner IS NULL OR owner NOT IN (SELECT owner FROM alive))
),
due AS (
  SELECT topic, partition, max(id) AS last, array_agg(DISTINCT coalesce(owner, 0)) AS owners
  FROM free WHERE created_at < clock_timestamp() - make_interval(secs => $3)
  GROUP BY topic, partition
),
picked AS (
  SELECT id, owner FROM free JOIN due USING (topic, partition)
  WHERE id <= last OR coalesce(owner, 0) = ANY (owners)
  ORDER BY id LIMIT $4
),
claimed AS (
  UPDATE outbox o SET owner = $5 FROM picked
  WHERE o.id = picked.id AND o.owner IS NOT DISTINCT FROM picked.owner
  RETURNING o.id, o.topic, o.partition
)
SELECT topic, partition, max(id) FROM (
  SELECT id, topic, partition FROM claimed
  UNION ALL
  SELECT id, topic, partition FROM outbox o
  WHERE (SELECT is_late FROM oldest)
    AND owner = $5 AND created_at < clock_timestamp() - make_interval(secs => $3)
    AND NOT EXISTS (
      SELECT FROM unnest($6::text[], $7::int[], $8::bigint[]) AS known (topic, partition, first)
      WHERE o.topic = known.topic AND o.partition = known.partition AND o.id >= known.first
    )
) AS left_behind GROUP BY topic, partition
"""
DELETE: Final = "DELETE FROM outbox WHERE id = ANY($1::bigint[])"
DEPTH: Final = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)
FROM (SELECT created_at FROM outbox ORDER BY id LIMIT 100000) AS counted
"""
