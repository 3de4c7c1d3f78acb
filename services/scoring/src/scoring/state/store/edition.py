"""Editions and derivation sets in the database: stored once, never changed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.contradiction import AgainstLastYear
from rules.derivation import DerivationSet
from scoring.state.store.tables import DerivationSetRow, EditionRow

_ADD_EDITION = """
INSERT INTO edition (edition_code, content_hash, body) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
"""
_ADD_SET = """
INSERT INTO derivation_set
  (edition_code, derivation_set_version, content_hash, body, contradicts, compares_years)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""
_DONE = "INSERT 0 1"


class SetKey(NamedTuple):
    """One version of the derivation sets of an edition."""

    edition_code: str
    version: int


async def add_edition(session: AsyncSession, code: str, *, content_hash: str, body: str) -> bool:
    """Store an edition; False: its code is taken already."""
    connection = await raw(session)
    return bool(await connection.execute(_ADD_EDITION, code, content_hash, body) == _DONE)


async def add_set(
    session: AsyncSession, chosen: DerivationSet, *, content_hash: str, body: str
) -> bool:
    """Store a derivation set; False: its version is taken already."""
    connection = await raw(session)
    rules = chosen.contradictions
    done = await connection.execute(
        _ADD_SET,
        chosen.edition_code,
        chosen.version,
        content_hash,
        body,
        bool(rules),
        any(isinstance(rule.check, AgainstLastYear) for rule in rules),
    )
    return bool(done == _DONE)


async def edition_hash(session: AsyncSession, code: str) -> str | None:
    """Return the content hash of an edition."""
    row = await session.get(EditionRow, code)
    return row.content_hash if row else None


async def set_hash(session: AsyncSession, key: SetKey) -> str | None:
    """Return the content hash of a derivation set."""
    row = await session.get(DerivationSetRow, key)
    return row.content_hash if row else None


async def editions(session: AsyncSession, codes: Iterable[str]) -> Sequence[EditionRow]:
    """Return those editions that are known."""
    query = select(EditionRow).where(col(EditionRow.edition_code).in_(set(codes)))
    return (await session.exec(query)).all()


async def sets(session: AsyncSession, keys: Iterable[SetKey]) -> Sequence[DerivationSetRow]:
    """Return those derivation sets that are known."""
    columns = tuple_(
        col(DerivationSetRow.edition_code), col(DerivationSetRow.derivation_set_version)
    )
    return (await session.exec(select(DerivationSetRow).where(columns.in_(set(keys))))).all()
