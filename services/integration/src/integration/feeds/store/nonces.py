"""Nonces: each signature counts once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from kit.database import Session, raw

# Every use removes a few that are past, so that nothing else has to.
_SWEEP: Final = """
DELETE FROM feed_nonce WHERE (source_code, nonce) IN (
    SELECT source_code, nonce FROM feed_nonce WHERE until < $1
    ORDER BY until LIMIT 1000 FOR UPDATE SKIP LOCKED)
"""
_USE: Final = """
INSERT INTO feed_nonce (source_code, nonce, until)
SELECT $1, nonce, until FROM unnest($2::text[], $3::timestamptz[]) AS given (nonce, until)
ORDER BY nonce
ON CONFLICT DO NOTHING RETURNING nonce
"""


async def use(
    session: Session, source_code: str, nonces: Mapping[str, datetime], *, now: datetime
) -> set[str]:
    """Keep nonces until their signatures are too old; return those that were not used before."""
    if not nonces:
        return set()
    connection = await raw(session)
    await connection.execute(_SWEEP, now)
    rows = await connection.fetch(_USE, source_code, list(nonces), list(nonces.values()))
    return {row["nonce"] for row in rows}
