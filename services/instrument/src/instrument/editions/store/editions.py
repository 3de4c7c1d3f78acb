"""Editions in the database."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from instrument.editions.domain.model import Edition
from instrument.editions.store.tables import EditionDraftRow, EditionRow


async def add(
    session: AsyncSession,
    edition: Edition,
    *,
    content: str,
    content_hash: str,
    published_at: datetime,
    owner_code: str | None,
) -> EditionRow | None:
    """Store an edition as published; return None if its code is used already."""
    statement = (
        insert(EditionRow)
        .values(
            edition_code=edition.edition_code,
            instrument_code=edition.instrument_code,
            title_id=edition.title.id,
            title_en=edition.title.en,
            certainty=edition.certainty,
            period_kind=edition.period_kind,
            content=content,
            content_hash=content_hash,
            published_at=published_at,
            owner_code=owner_code,
            status="published",
            revision=1,
        )
        .on_conflict_do_nothing()
        .returning(EditionRow)
    )
    return (await session.exec(statement)).scalars().first()


async def find(session: AsyncSession, edition_code: str) -> EditionRow | None:
    """Return an edition by its code."""
    return await session.get(EditionRow, edition_code)


async def get(session: AsyncSession, edition_code: str) -> EditionRow:
    """Return an edition that exists for certain."""
    return await session.get_one(EditionRow, edition_code)


async def retire(
    session: AsyncSession, edition_code: str, *, reason: str, revision: int, retired_at: datetime
) -> EditionRow:
    """Mark an edition as retired and return it."""
    row = await get(session, edition_code)
    row.status, row.retired_reason = "retired", reason
    row.revision, row.retired_at = revision, retired_at
    await session.flush()
    return row


async def first_of_instrument(session: AsyncSession, instrument_code: str) -> EditionRow | None:
    """Return the edition of an instrument that was published first; the product's go first."""
    query = (
        select(EditionRow)
        .where(EditionRow.instrument_code == instrument_code)
        .order_by(
            col(EditionRow.published_at),
            col(EditionRow.owner_code).asc().nulls_first(),
            col(EditionRow.edition_code),
        )
        .limit(1)
    )
    return (await session.exec(query)).first()


async def codes(session: AsyncSession) -> Sequence[str]:
    """Return the codes of all editions, in order."""
    query = select(EditionRow.edition_code).order_by(col(EditionRow.edition_code))
    return (await session.exec(query)).all()


async def instruments(session: AsyncSession) -> Sequence[str]:
    """Return the codes of all instruments that an edition or a draft is of, in order."""
    published = (await session.exec(select(EditionRow.instrument_code).distinct())).all()
    drafted = (await session.exec(select(EditionDraftRow.instrument_code).distinct())).all()
    return sorted({code for code in (*published, *drafted) if code is not None})


async def after(
    session: AsyncSession,
    edition_code: str | None,
    *,
    instrument_code: str | None,
    status: str | None,
    as_of: date | None,
    limit: int,
) -> Sequence[EditionRow]:
    """Return editions in order of their codes, those after `edition_code`.

    `as_of`: only those that are in force on that day.
    """
    query = select(EditionRow).order_by(col(EditionRow.edition_code)).limit(limit)
    if edition_code is not None:
        query = query.where(col(EditionRow.edition_code) > edition_code)
    if instrument_code is not None:
        query = query.where(EditionRow.instrument_code == instrument_code)
    if status is not None:
        query = query.where(EditionRow.status == status)
    if as_of is not None:
        begin, end = col(EditionRow.in_force_from), col(EditionRow.in_force_until)
        query = query.where(begin.is_(None) | (begin <= as_of), end.is_(None) | (end >= as_of))
    return (await session.exec(query)).all()
