"""A lock so that an edition, published or not, is changed by one transaction at a time."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def lock_instrument(session: AsyncSession, instrument_code: str) -> None:
    """Lock whose an instrument is until the transaction ends; the edition is locked before."""
    connection = await session.connection()
    await connection.execute(_LOCK, {"name": f"instrument {instrument_code}"})


async def lock_edition(session: AsyncSession, edition_code: str) -> None:
    """Lock an edition and its derivation sets until the transaction ends.

    To lock several editions, lock them in the order of their codes.
    """
    connection = await session.connection()
    await connection.execute(_LOCK, {"name": f"edition {edition_code}"})
