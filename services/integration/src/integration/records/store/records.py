"""Canonical records: the newest version of each, and every version there was.

The caller has locked the row of the source's state, so that nobody else writes its records.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from integration.records.domain.record import (
    Read,
    Record,
    RecordHistory,
    RecordVersion,
    canonical_json,
)
from integration.records.domain.unreadable import UnreadableRow
from integration.records.store.tables import RecordRevisionRow, RecordRow
from kit.database import Session, raw

_MOST_VERSIONS: Final = 200
# Records that differ are found before anything is written: an upsert that changes nothing would
# still lock, and so write, every row.
_DIFFERING: Final = """
SELECT given.place::int AS place, held.agency_code, held.revision
FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY
     AS given (kind, record_id, content_hash, place)
LEFT JOIN record AS held
    ON held.source_code = $1 AND held.kind = given.kind AND held.record_id = given.record_id
WHERE held.record_id IS NULL OR held.gone OR held.content_hash <> given.content_hash
"""
_WRITE: Final = """
WITH written AS (
    INSERT INTO record AS held (source_code, kind, record_id, resource, agency_code, opens,
        content, content_hash, revision, gone, changed_at)
    SELECT $1, kind, record_id, resource, agency_code, opens, content::jsonb, content_hash,
        1, false, $9
    FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        AS given (kind, record_id, resource, agency_code, opens, content, content_hash)
    ON CONFLICT (source_code, kind, record_id) DO UPDATE SET
        resource = excluded.resource, agency_code = excluded.agency_code, opens = excluded.opens,
        content = excluded.content, content_hash = excluded.content_hash,
        revision = held.revision + 1, gone = false, changed_at = excluded.changed_at
    RETURNING kind, record_id, revision, content, content_hash
)
INSERT INTO record_revision
    (source_code, kind, record_id, revision, content, content_hash, gone, run_id, recorded_at,
     source_revision, adapter)
SELECT $1, kind, record_id, revision, content, content_hash, false, $10, $9, $11, $12 FROM written
"""
_MARK_GONE: Final = """
WITH marked AS (
    UPDATE record SET gone = true, revision = revision + 1, changed_at = $5
    WHERE source_code = $1 AND resource = ANY($2::text[]) AND NOT gone
      AND (kind, record_id) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))
    RETURNING kind, record_id, revision, content, content_hash, agency_code
), kept AS (
    INSERT INTO record_revision
        (source_code, kind, record_id, revision, content, content_hash, gone, run_id, recorded_at,
         source_revision, adapter)
    SELECT $1, kind, record_id, revision, content, content_hash, true, $6, $5, $7, $8 FROM marked
)
SELECT agency_code FROM marked
"""
_UNLISTED: Final = """
SELECT kind, record_id, agency_code FROM record
WHERE source_code = $1 AND resource = ANY($2::text[]) AND NOT gone
  AND (kind, record_id) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))
"""
_OPENED: Final = """
SELECT DISTINCT opens FROM record WHERE source_code = $1 AND opens IS NOT NULL AND NOT gone
"""
_PRESENT: Final = """
SELECT kind, record_id, agency_code, content, content_hash, opens, revision, changed_at
FROM record WHERE source_code = $1 AND kind = $2 AND record_id = ANY($3::text[])
"""
_LOAD: Final = """
SELECT kind, record_id, agency_code, content, content_hash, opens, revision, changed_at
FROM record
WHERE source_code = $1 AND NOT gone AND (agency_code IS NULL OR agency_code = ANY($2::text[]))
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What writing records changed; None among the agencies: the whole region is concerned."""

    added: int
    changed: int
    agency_codes: frozenset[str | None]


async def write(
    session: Session,
    code: str,
    records: Mapping[str, Sequence[Record]],
    *,
    read: Read,
    at: datetime,
) -> Written:
    """Write the records, by listing, whose content is new or changed."""
    given = [(resource, record) for resource, items in records.items() for record in items]
    connection = await raw(session)
    differing = await connection.fetch(
        _DIFFERING,
        code,
        [record.kind for _, record in given],
        [record.record_id for _, record in given],
        [record.content_hash for _, record in given],
    )
    if not differing:
        return Written(0, 0, frozenset())
    fresh = [given[row["place"] - 1] for row in differing]
    await connection.execute(
        _WRITE,
        code,
        [record.kind for _, record in fresh],
        [record.record_id for _, record in fresh],
        [resource for resource, _ in fresh],
        [record.agency_code for _, record in fresh],
        [record.opens for _, record in fresh],
        [canonical_json(record.content) for _, record in fresh],
        [record.content_hash for _, record in fresh],
        at,
        read.run_id,
        read.source_revision,
        read.adapter,
    )
    before = {row["agency_code"] for row in differing if row["revision"] is not None}
    added = sum(row["revision"] is None for row in differing)
    touched = before | {record.agency_code for _, record in fresh}
    return Written(added, len(fresh) - added, frozenset(touched))


async def lock(session: Session, code: str) -> None:
    """Let this transaction alone write the records of a source whose state has no row."""
    connection = await raw(session)
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", code)


async def present(
    session: Session, code: str, kind: str, record_ids: Collection[str]
) -> dict[str, Record]:
    """Return the newest versions of records of a kind, by their ids."""
    rows = await (await raw(session)).fetch(_PRESENT, code, kind, list(record_ids))
    return {row["record_id"]: record_of(row) for row in rows}


async def mark_gone(
    session: Session,
    code: str,
    resources: Collection[str],
    *,
    listed: Collection[tuple[str, str]],
    read: Read,
    at: datetime,
) -> list[str | None]:
    """Mark records that the listings no longer hold as gone; return the agency of each."""
    connection = await raw(session)
    rows = await connection.fetch(
        _MARK_GONE,
        code,
        list(resources),
        [kind for kind, _ in listed],
        [record_id for _, record_id in listed],
        at,
        read.run_id,
        read.source_revision,
        read.adapter,
    )
    return [row["agency_code"] for row in rows]


async def unlisted(
    session: Session,
    code: str,
    resources: Collection[str],
    *,
    listed: Collection[tuple[str, str]],
) -> list[UnreadableRow]:
    """Return the records that listings without a readable end may or may not hold any more."""
    if not resources:
        return []
    rows = await (await raw(session)).fetch(
        _UNLISTED,
        code,
        list(resources),
        [kind for kind, _ in listed],
        [record_id for _, record_id in listed],
    )
    return [
        UnreadableRow(
            kind=row["kind"],
            record_id=row["record_id"],
            agency_code=row["agency_code"],
            content={},
            regional=row["agency_code"] is None,
        )
        for row in rows
    ]


async def opened(session: Session, code: str) -> frozenset[str]:
    """Return the months and quarters that have begun, as the records of a source show."""
    rows = await (await raw(session)).fetch(_OPENED, code)
    return frozenset(row["opens"] for row in rows)


async def load(session: Session, code: str, agency_codes: Collection[str]) -> list[Record]:
    """Return the records of these agencies, and those that concern the whole region."""
    rows = await (await raw(session)).fetch(_LOAD, code, list(agency_codes))
    return [record_of(row) for row in rows]


async def find(session: Session, code: str, kind: str, record_id: str) -> RecordHistory | None:
    """Return a record and its versions, by its id or by the one that it had before."""
    row = await session.get(RecordRow, (code, kind, record_id))
    if row is None:
        row = await _formerly(session, code, kind, record_id)
    if row is None:
        return None
    query = (
        select(RecordRevisionRow)
        .where(
            RecordRevisionRow.source_code == code,
            RecordRevisionRow.kind == kind,
            RecordRevisionRow.record_id == row.record_id,
        )
        .order_by(col(RecordRevisionRow.revision).desc())
        .limit(_MOST_VERSIONS)
    )
    versions = [_version(version) for version in await session.exec(query)]
    return RecordHistory(
        source_code=row.source_code,
        record=record_of(row.model_dump()),
        gone=row.gone,
        former_id=row.former_id,
        versions=tuple(versions),
    )


def record_of(row: Mapping[str, Any]) -> Record:
    """Return the record that a row holds."""
    return Record(
        kind=row["kind"],
        record_id=row["record_id"],
        agency_code=row["agency_code"],
        content=row["content"],
        content_hash=row["content_hash"],
        opens=row["opens"],
        revision=row["revision"],
        changed_at=row["changed_at"],
    )


async def _formerly(session: Session, code: str, kind: str, former_id: str) -> RecordRow | None:
    query = select(RecordRow).where(
        RecordRow.source_code == code, RecordRow.kind == kind, RecordRow.former_id == former_id
    )
    return (await session.exec(query)).first()


def _version(row: RecordRevisionRow) -> RecordVersion:
    return RecordVersion(
        revision=row.revision,
        content=row.content,
        content_hash=row.content_hash,
        gone=row.gone,
        run_id=row.run_id,
        source_revision=row.source_revision,
        adapter=row.adapter,
        recorded_at=row.recorded_at,
    )
