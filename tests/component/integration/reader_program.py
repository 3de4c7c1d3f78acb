"""Reads one source once, in a process that a test kills: `reader_program URL [FAIL_POINT]`."""

import asyncio
import sys

from pydantic import SecretStr
from tests.component.integration.fake_planning import SECRET

from integration.reading.adapters.client import make_client
from integration.reading.adapters.effort import Effort
from integration.runs.usecases.sync import Tools, sync_source
from integration.settings import SourceSecret
from integration.sources.usecases.check_access import Allowed
from kit import fail_points
from kit.database import Database

HOSTS = frozenset({"127.0.0.1"})


async def main(url: str, fail_point: str | None) -> None:
    """Read the source `planning` if it is due, and say how that ended."""
    fail_points.arm(fail_point)
    database = Database(url, pool_size=3)
    secret = SourceSecret(secret=SecretStr(SECRET), agency_code="9901", hosts=HOSTS)
    async with make_client(max_body_bytes=1_000_000, allowed_targets=HOSTS) as client:
        tools = Tools(
            database=database,
            client=client,
            allowed=Allowed(targets=HOSTS, credentials={"planning": secret}),
            effort=Effort(attempts=2, at_once=1),
            beat_seconds=0.02,
        )
        sys.stdout.write(str(await sync_source("planning", tools)))
    await database.dispose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
