"""The listings of a source as they were read last: entity tags and numbers of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Text
from sqlmodel import Field, select

from integration.tables import Json, Table
from kit.database import Session, raw


class ListingRow(Table, table=True):
    """One listing of a source as it was read last."""

    __tablename__ = "listing"

    source_code: str = Field(primary_key=True, sa_type=Text)
    resource: str = Field(primary_key=True, sa_type=Text)
    etags: list[str] = Field(sa_type=Json)
    rows: int


_UPSERT: Final = """
INSERT INTO listing (source_code, resource, etags, rows)
SELECT $1, resource, etags::jsonb, rows
FROM unnest($2::text[], $3::text[], $4::int[]) AS given (resource, etags, rows)
ON CONFLICT (source_code, resource) DO UPDATE SET etags = excluded.etags, rows = excluded.rows
"""


@dataclass(frozen=True, slots=True)
class LastListing:
    """A listing as it was read last."""

    etags: tuple[str, ...]
    rows: int


async def of_source(session: Session, code: str) -> dict[str, LastListing]:
    """Return the listings of a source as they were read last."""
    query = select(ListingRow).where(ListingRow.source_code == code)
    return {
        row.resource: LastListing(tuple(row.etags), row.rows)
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
        [msgspec.json.encode(listing.etags).decode() for listing in found],
        [listing.rows for listing in found],
    )
