"""Drafts of editions in the database."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from instrument.editions.store.tables import EditionDraftRow


async def save(session: AsyncSession, row: EditionDraftRow) -> EditionDraftRow:
    """Store a draft; it replaces an earlier draft with the same code."""
    saved = await session.merge(row)
    await session.flush()
    return saved


async def find(session: AsyncSession, edition_code: str) -> EditionDraftRow | None:
    """Return a draft by its edition's code."""
    return await session.get(EditionDraftRow, edition_code)


async def drop(session: AsyncSession, edition_code: str) -> None:
    """Delete the draft, if there is one."""
    await session.exec(
        delete(EditionDraftRow).where(col(EditionDraftRow.edition_code) == edition_code)
    )


async def after(
    session: AsyncSession,
    edition_code: str | None,
    *,
    instrument_code: str | None,
    as_of: date | None,
    limit: int,
) -> Sequence[EditionDraftRow]:
    """Return drafts in order of their codes, those after `edition_code`."""
    query = select(EditionDraftRow).order_by(col(EditionDraftRow.edition_code)).limit(limit)
    if edition_code is not None:
        query = query.where(col(EditionDraftRow.edition_code) > edition_code)
    if instrument_code is not None:
        query = query.where(EditionDraftRow.instrument_code == instrument_code)
    if as_of is not None:
        begin, end = col(EditionDraftRow.in_force_from), col(EditionDraftRow.in_force_until)
        query = query.where(begin.is_(None) | (begin <= as_of), end.is_(None) | (end >= as_of))
    return (await session.exec(query)).all()
