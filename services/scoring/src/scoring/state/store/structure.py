"""The lock on what scores are made of: editions, derivation sets, agencies and openings.

Whoever changes one of them holds it alone; whoever asks what an agency's fact touches shares it.
Without it a fact and an opening that commit at the same time would not see each other. Who only
writes levels needs none: levels meet everything else at their assessment's own row.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw

_CHANGE = "UPDATE structure SET version = version + 1 WHERE id = 1 RETURNING version"
_SHARE = "SELECT version FROM structure WHERE id = 1 FOR SHARE"


async def lock_to_change(session: AsyncSession) -> int:
    """Hold the structure alone and return its new version."""
    version: int = await (await raw(session)).fetchval(_CHANGE)
    return version


async def lock_to_read(session: AsyncSession) -> int:
    """Keep the structure from changing and return its version."""
    version: int = await (await raw(session)).fetchval(_SHARE)
    return version
