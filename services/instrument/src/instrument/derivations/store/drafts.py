"""Drafts of derivation sets in the database."""

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from instrument.derivations.store.tables import DerivationDraftRow


async def save(session: AsyncSession, row: DerivationDraftRow) -> DerivationDraftRow:
    """Store a draft; it replaces an earlier draft of the same edition."""
    saved = await session.merge(row)
    await session.flush()
    return saved


async def find(session: AsyncSession, edition_code: str) -> DerivationDraftRow | None:
    """Return the draft of an edition's next set."""
    return await session.get(DerivationDraftRow, edition_code)


async def drop(session: AsyncSession, edition_code: str) -> None:
    """Delete the draft, if there is one."""
    await session.exec(
        delete(DerivationDraftRow).where(col(DerivationDraftRow.edition_code) == edition_code)
    )


async def move_behind(session: AsyncSession, edition_code: str, version: int) -> None:
    """Raise the version of a draft above a version that was just published."""
    draft = col(DerivationDraftRow.derivation_set_version)
    await session.exec(
        update(DerivationDraftRow)
        .where(col(DerivationDraftRow.edition_code) == edition_code, draft <= version)
        .values(derivation_set_version=version + 1)
    )
