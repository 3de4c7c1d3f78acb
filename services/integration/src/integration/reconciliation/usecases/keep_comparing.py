"""Compare what was marked, batch by batch, until nothing is left."""

from integration.reconciliation.usecases.compare import compare_marked
from kit.database import Database, RecordingClock


async def keep_comparing(database: Database, *, limit: int, clock: RecordingClock) -> None:
    """Compare all that is marked now, in transactions of at most `limit` agencies."""
    while True:
        async with database.transaction() as session:
            found = await compare_marked(session, limit=limit, clock=clock)
        if not found:
            return
