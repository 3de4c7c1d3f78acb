"""The listings of a source as they were read last: entity tags, numbers of rows, and shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Text
from sqlmodel import Field, select

from integration.reading.domain.shape import Shape
from integration.tables import Json, Table
from kit.database import Session, raw


class ListingRow(Table, table=True):
    """One listing of a source as it was read last."""

    __tablename__ = "listing"

    source_code: str = Field(primary_key=True, sa_type=Text)
    resource: str = Field(primary_key=True, sa_type=Text)
    etags: list[str] = Field(sa_type=Json)
    rows: int
    own_rows: int | None = None
    shape: dict[str, Any] | None = Field(default=None, sa_type=Json)
    source_revision: int | None = None


_UPSERT: Final = """
INSERT INTO listing (source_code, resource, etags, rows, own_rows, shape, source_revision)
SELECT $1, resource, etags::jsonb, rows, own_rows, shape::jsonb, source_revision
FROM unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::text[], $7::int[])
    AS given (resource, etags, rows, own_rows, shape, source_revision)
ON CONFLICT (source_code, resource) DO UPDATE SET
    etags = excluded.etags, rows = excluded.rows, own_rows = excluded.own_rows,
    shape = excluded.shape, source_revision = excluded.source_revision
"""


@dataclass(frozen=True, slots=True)
class LastListing:
    """A listing as it was read last, and under which registration."""

    etags: tuple[str, ...]
    rows: int
    own_rows: int | None = None
    shape: Shape | None = None
    source_revision: int | None = None


async def of_source(session: Session, code: str) -> dict[str, LastListing]:
    """Return the listings of a source as they were read last."""
    query = select(ListingRow).where(ListingRow.source_code == code)
    return {
        row.resource: LastListing(
            tuple(row.etags),
            row.rows,
            row.own_rows,
            None if row.shape is None else Shape.read(row.shape),
            row.source_revision,
        )
        for row in (await session.exec(query)).all()
    }


async def save(session: Session, code: str, listings: Mapping[str, LastListing]) -> None:
    """Store listings as they were read."""
    if not listings:
        return
    found: Sequence[LastListing] = list(listings.values())
    connection = await raw(session)
    await connection.execute(
        _UPSERT,
        code,
        list(listings),
        [_json(listing.etags) for listing in found],
        [listing.rows for listing in found],
        [listing.own_rows for listing in found],
        [None if each.shape is None else _json(each.shape.written()) for each in found],
        [listing.source_revision for listing in found],
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
