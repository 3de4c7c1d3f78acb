"""Derivation sets in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store.tables import DerivationSetRow


async def add(
    session: AsyncSession,
    derivations: DerivationSet,
    *,
    content: str,
    content_hash: str,
    published_at: datetime,
) -> DerivationSetRow | None:
    """Store a derivation set as published; return None if its version is used already."""
    statement = (
        insert(DerivationSetRow)
        .values(
            edition_code=derivations.edition_code,
            derivation_set_version=derivations.derivation_set_version,
            content=content,
            content_hash=content_hash,
            published_at=published_at,
        )
        .on_conflict_do_nothing()
        .returning(DerivationSetRow)
    )
    return (await session.exec(statement)).scalars().first()


async def find(session: AsyncSession, edition_code: str, version: int) -> DerivationSetRow | None:
    """Return one version of an edition's derivation sets."""
    return await session.get(DerivationSetRow, (edition_code, version))


async def get(session: AsyncSession, edition_code: str, version: int) -> DerivationSetRow:
    """Return a derivation set that exists for certain."""
    return await session.get_one(DerivationSetRow, (edition_code, version))


async def newest_version(session: AsyncSession, edition_code: str) -> int:
    """Return the newest version of an edition's derivation sets, 0 if there is none."""
    query = select(func.max(col(DerivationSetRow.derivation_set_version))).where(
        DerivationSetRow.edition_code == edition_code
    )
    return (await session.exec(query)).one() or 0


async def of_edition(session: AsyncSession, edition_code: str) -> Sequence[DerivationSetRow]:
    """Return an edition's derivation sets, oldest first."""
    query = (
        select(DerivationSetRow)
        .where(DerivationSetRow.edition_code == edition_code)
        .order_by(col(DerivationSetRow.derivation_set_version))
    )
    return (await session.exec(query)).all()
