"""Canonical records by their ids: whose they are, and that they are gone.

The caller has locked the row of the source's state, so that nobody else writes its records.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from integration.records.domain.record import Read
from kit.database import Session, raw

_MARK_GONE: Final = """
WITH marked AS (
    UPDATE record AS held SET gone = true, revision = revision + 1, changed_at = $4
    FROM unnest($2::text[], $3::text[]) AS given (kind, record_id)
    WHERE source_code = $1 AND NOT gone
      AND held.kind = given.kind AND held.record_id = given.record_id
    RETURNING held.kind, held.record_id, revision, content, content_hash, agency_code
), kept AS (
    INSERT INTO record_revision
        (source_code, kind, record_id, revision, content, content_hash, gone, run_id, recorded_at,
         source_revision, adapter)
    SELECT $1, kind, record_id, revision, content, content_hash, true, $5, $4, $6, $7 FROM marked
)
SELECT agency_code FROM marked
"""
_OWNERS: Final = """
SELECT kind, record_id, agency_code FROM record
JOIN unnest($2::text[], $3::text[]) AS asked (kind, record_id) USING (kind, record_id)
WHERE source_code = $1 AND NOT gone
"""


async def mark_gone(
    session: Session,
    code: str,
    keys: Collection[tuple[str, str]],
    *,
    read: Read,
    at: datetime,
) -> list[str | None]:
    """Mark records as gone, by kind and id; return the agency of each that was not."""
    if not keys:
        return []
    rows = await (await raw(session)).fetch(
        _MARK_GONE,
        code,
        [kind for kind, _ in keys],
        [record_id for _, record_id in keys],
        at,
        read.run_id,
        read.source_revision,
        read.adapter,
    )
    return [row["agency_code"] for row in rows]


async def owners(
    session: Session, code: str, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str | None]:
    """Return the agencies of records that are not gone, by kind and id."""
    if not keys:
        return {}
    kinds, ids = [kind for kind, _ in keys], [record_id for _, record_id in keys]
    rows = await (await raw(session)).fetch(_OWNERS, code, kinds, ids)
    return {(row["kind"], row["record_id"]): row["agency_code"] for row in rows}
