"""Kept rows in the database.

Deliveries are merged by one transaction at a time for each source. Deriving from them goes on
meanwhile: it tells by a row's stamp whether another version came.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from integration.kept.domain.row import Good, KeptRow, Version
from integration.records.domain.unreadable import UnreadableRow
from integration.sources.domain.source import Way
from kit.database import Session, raw

ALL: Final = "*"
"""Stands among the agencies that a doubt concerns for all of them."""

_COLUMNS: Final = """listing, row_id, texts, readable, revision, way, as_of, absent, has_good,
    good_text, good_revision, anonymous, unlisted, stamp, pending, told, concerned"""
_FIND: Final = f"""
SELECT {_COLUMNS} FROM kept_row JOIN unnest($2::text[], $3::text[]) AS asked (listing, row_id)
    USING (listing, row_id)
WHERE source_code = $1
"""  # noqa: S608 - only names of columns are put in
_LIVE: Final = f"""
SELECT {_COLUMNS} FROM kept_row WHERE source_code = $1 AND listing = $2 AND texts <> ''
"""  # noqa: S608 - only names of columns are put in
_PENDING: Final = f"""
SELECT {_COLUMNS} FROM kept_row WHERE source_code = $1 AND pending ORDER BY stamp LIMIT $2
"""  # noqa: S608 - only names of columns are put in
_ALL: Final = f"""
SELECT {_COLUMNS} FROM kept_row WHERE source_code = $1 AND listing = ANY($2::text[])
"""  # noqa: S608 - only names of columns are put in
_SAVE: Final = """
INSERT INTO kept_row AS held (source_code, listing, row_id, texts, readable, revision, way, as_of,
    absent, has_good, good_text, good_revision, anonymous, unlisted, stamp, pending, told)
SELECT $1, listing, row_id, texts, readable, revision, way, as_of, absent, has_good, good_text,
    good_revision, anonymous, unlisted, nextval('kept_row_stamp'), true, '{}'
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
    $8::timestamptz[], $9::bool[], $10::bool[], $11::text[], $12::bigint[], $13::bool[],
    $14::bool[])
    AS given (listing, row_id, texts, readable, revision, way, as_of, absent, has_good, good_text,
        good_revision, anonymous, unlisted)
ON CONFLICT (source_code, listing, row_id) DO UPDATE SET
    texts = excluded.texts, readable = excluded.readable, revision = excluded.revision,
    way = excluded.way, as_of = excluded.as_of, absent = excluded.absent,
    has_good = excluded.has_good, good_text = excluded.good_text,
    good_revision = excluded.good_revision, unlisted = excluded.unlisted, stamp = excluded.stamp,
    pending = true
"""
_SETTLE: Final = """
UPDATE kept_row AS held SET pending = held.stamp <> given.stamp,
    told = string_to_array(given.told, ','), doubts = given.doubts::jsonb,
    concerned = string_to_array(given.concerned, ',')
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
    AS given (listing, row_id, stamp, told, doubts, concerned)
WHERE held.source_code = $1 AND held.listing = given.listing AND held.row_id = given.row_id
"""
_SWEEP: Final = """
DELETE FROM kept_row WHERE source_code = $1 AND anonymous AND texts = '' AND NOT pending
"""
_LEAVE: Final = """
UPDATE kept_row SET pending = false WHERE source_code = $1 AND pending
    AND listing <> ALL($2::text[])
"""
_DOUBTS: Final = """
SELECT doubts FROM kept_row
WHERE source_code = $1 AND doubts IS NOT NULL AND listing = ANY($2::text[])
  AND ($3::text[] IS NULL OR '*' = ANY(concerned) OR concerned && $3::text[])
ORDER BY listing, row_id
"""
_WAITING: Final = "SELECT DISTINCT source_code FROM kept_row WHERE pending"
_HAS_ANY: Final = "SELECT FROM kept_row WHERE source_code = $1 LIMIT 1"
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('kept_row ' || $1, 0))"


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept row with its stamp, and what was derived from it last."""

    row: KeptRow
    stamp: int
    pending: bool
    told: frozenset[str]
    concerned: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What was derived from a row: its columns, its doubts, and whom they concern."""

    stored: Stored
    told: frozenset[str]
    doubts: Sequence[UnreadableRow]
    concerned: frozenset[str]

    @property
    def is_settled(self) -> bool:
        """Whether the row is known to have said the same before, without a doubt."""
        same = (self.told, self.concerned) == (self.stored.told, self.stored.concerned)
        return same and not self.doubts and not self.stored.pending


async def lock(session: Session, code: str) -> None:
    """Let this transaction alone merge deliveries into the rows of a source."""
    await (await raw(session)).execute(_LOCK, code)


async def find(
    session: Session, code: str, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], KeptRow]:
    """Return rows by listing and id."""
    listings, ids = [listing for listing, _ in keys], [row_id for _, row_id in keys]
    rows = await (await raw(session)).fetch(_FIND, code, listings, ids)
    return {(row["listing"], row["row_id"]): _row(row) for row in rows}


async def live(session: Session, code: str, listing: str) -> list[KeptRow]:
    """Return the rows of a listing that are not gone."""
    return [_row(row) for row in await (await raw(session)).fetch(_LIVE, code, listing)]


async def pending(session: Session, code: str, *, most: int | None) -> list[Stored]:
    """Return rows from which nothing was derived yet, those that came first at first."""
    return [_stored(row) for row in await (await raw(session)).fetch(_PENDING, code, most)]


async def of_listings(session: Session, code: str, listings: Collection[str]) -> list[Stored]:
    """Return all rows of listings, those that are gone too."""
    rows = await (await raw(session)).fetch(_ALL, code, list(listings))
    return [_stored(row) for row in rows]


async def waiting(session: Session) -> list[str]:
    """Return the sources with rows from which nothing was derived yet."""
    return [row["source_code"] for row in await (await raw(session)).fetch(_WAITING)]


async def has_any(session: Session, code: str) -> bool:
    """Say whether a source ever sent a row that was kept."""
    return await (await raw(session)).fetchrow(_HAS_ANY, code) is not None


async def save(session: Session, code: str, rows: Collection[KeptRow]) -> None:
    """Store rows; what follows from them is to be derived."""
    if not rows:
        return
    ordered = sorted(rows, key=lambda row: row.key)
    versions = [row.version for row in ordered]
    good = [row.good for row in ordered]
    await (await raw(session)).execute(
        _SAVE,
        code,
        [row.listing for row in ordered],
        [row.row_id for row in ordered],
        ["\n".join(version.texts) for version in versions],
        [version.readable for version in versions],
        [version.revision for version in versions],
        [version.way for version in versions],
        [version.as_of for version in versions],
        [version.absent for version in versions],
        [each is not None for each in good],
        [None if each is None else each.text for each in good],
        [None if each is None else each.revision for each in good],
        [row.anonymous for row in ordered],
        [row.unlisted for row in ordered],
    )


async def settle(
    session: Session, code: str, derived: Iterable[Derived], *, listings: Collection[str]
) -> None:
    """Store what was derived from rows; of another version that came meanwhile it still is to be.

    Rows of listings that are not read any more wait for nothing.
    """
    rows = sorted(derived, key=lambda each: each.stored.row.key)
    connection = await raw(session)
    await connection.execute(
        _SETTLE,
        code,
        [each.stored.row.listing for each in rows],
        [each.stored.row.row_id for each in rows],
        [each.stored.stamp for each in rows],
        [",".join(sorted(each.told)) for each in rows],
        [
            json.dumps([asdict(one) for one in each.doubts]) if each.doubts else None
            for each in rows
        ],
        [",".join(sorted(each.concerned)) if each.doubts else None for each in rows],
    )
    await connection.execute(_SWEEP, code)
    await connection.execute(_LEAVE, code, list(listings))


async def doubts(
    session: Session, code: str, *, listings: Collection[str], agency_codes: Collection[str] | None
) -> list[UnreadableRow]:
    """Return what cannot be read and concerns some agencies, or any with None."""
    wanted = None if agency_codes is None else list(agency_codes)
    rows = await (await raw(session)).fetch(_DOUBTS, code, list(listings), wanted)
    return [doubt_of(each) for row in rows for each in row["doubts"]]


def doubt_of(stored: Mapping[str, Any]) -> UnreadableRow:
    """Return a doubt from its stored form."""
    return UnreadableRow(**stored)


def _stored(row: Mapping[str, Any]) -> Stored:
    told, concerned = frozenset(row["told"]), frozenset(row["concerned"] or ())
    return Stored(_row(row), row["stamp"], row["pending"], told, concerned)


def _row(row: Mapping[str, Any]) -> KeptRow:
    texts = tuple(row["texts"].split("\n")) if row["texts"] else ()
    version = Version(
        texts=texts,
        revision=row["revision"],
        way=cast("Way", row["way"]),
        as_of=row["as_of"],
        readable=row["readable"],
        absent=row["absent"],
    )
    good = Good(row["good_revision"], row["good_text"]) if row["has_good"] else None
    return KeptRow(
        listing=row["listing"],
        row_id=row["row_id"],
        version=version,
        good=good,
        anonymous=row["anonymous"],
        unlisted=row["unlisted"],
    )
