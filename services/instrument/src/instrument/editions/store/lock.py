"""One change of an edition at a time, be it published, a draft, or not there yet."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def lock_edition(session: AsyncSession, edition_code: str) -> None:
    """Let this transaction alone change what belongs to an edition, until it ends.

    Whoever changes several takes their locks in order of the codes.
    """
    connection = await session.connection()
    await connection.execute(_LOCK, {"name": f"edition {edition_code}"})
