"""What is remembered of a source's listings: entity tags and numbers of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Text
from sqlmodel import Field, select

from integration.tables import Json, Table
from kit.database import Session, raw


class ListingRow(Table, table=True):
    """What is remembered of one listing of a source: its entity tags and its number of rows."""

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
class Memory:
    """One listing as it was read last."""

    etags: tuple[str, ...]
    rows: int


async def of_source(session: Session, code: str) -> dict[str, Memory]:
    """Return what is remembered of a source's listings."""
    query = select(ListingRow).where(ListingRow.source_code == code)
    return {
        row.resource: Memory(tuple(row.etags), row.rows)
        for row in (await session.exec(query)).all()
    }


async def save(session: Session, code: str, memories: Mapping[str, Memory]) -> None:
    """Remember listings."""
    if not memories:
        return
    found: Sequence[Memory] = list(memories.values())
    connection = await raw(session)
    await connection.execute(
        _UPSERT,
        code,
        list(memories),
        [msgspec.json.encode(memory.etags).decode() for memory in found],
        [memory.rows for memory in found],
    )
