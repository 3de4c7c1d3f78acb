"""Crosswalks in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.store.tables import CrosswalkRow


async def add(
    session: AsyncSession,
    crosswalk: Crosswalk,
    *,
    content: str,
    content_hash: str,
    published_at: datetime,
    owner_code: str | None,
) -> CrosswalkRow | None:
    """Store a crosswalk; return None if its code is used already."""
    caveat = crosswalk.caveat
    statement = (
        insert(CrosswalkRow)
        .values(
            crosswalk_code=crosswalk.crosswalk_code,
            from_edition=crosswalk.from_edition,
            to_edition=crosswalk.to_edition,
            title_id=crosswalk.title.id,
            title_en=crosswalk.title.en,
            certainty=crosswalk.certainty,
            caveat_id=None if caveat is None else caveat.id,
            caveat_en=None if caveat is None else caveat.en,
            content=content,
            content_hash=content_hash,
            published_at=published_at,
            owner_code=owner_code,
        )
        .on_conflict_do_nothing()
        .returning(CrosswalkRow)
    )
    return (await session.exec(statement)).scalars().first()


async def find(session: AsyncSession, crosswalk_code: str) -> CrosswalkRow | None:
    """Return a crosswalk by its code."""
    return await session.get(CrosswalkRow, crosswalk_code)


async def get(session: AsyncSession, crosswalk_code: str) -> CrosswalkRow:
    """Return a crosswalk that exists for certain."""
    return await session.get_one(CrosswalkRow, crosswalk_code)


async def after(
    session: AsyncSession,
    crosswalk_code: str | None,
    *,
    from_edition: str | None,
    to_edition: str | None,
    limit: int,
) -> Sequence[CrosswalkRow]:
    """Return crosswalks in order of their codes, those after `crosswalk_code`."""
    query = select(CrosswalkRow).order_by(col(CrosswalkRow.crosswalk_code)).limit(limit)
    if crosswalk_code is not None:
        query = query.where(col(CrosswalkRow.crosswalk_code) > crosswalk_code)
    if from_edition is not None:
        query = query.where(CrosswalkRow.from_edition == from_edition)
    if to_edition is not None:
        query = query.where(CrosswalkRow.to_edition == to_edition)
    return (await session.exec(query)).all()
