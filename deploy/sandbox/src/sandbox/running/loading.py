"""Load the sample region through the public API; runs once, when everything is ready."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx

from sandbox.access.tokens import get_token
from sandbox.region.agencies import REGION_CODE
from sandbox.region.loading.load import Loaded, LoadError, load
from sandbox.running.topology import LOADING_API, LOADING_HOME, LOADING_SOURCES

_ROLES = ("coordinator", "operator")
_PATIENCE_SECONDS = 90.0
_CALL_SECONDS = 20.0


def main() -> None:
    """Load what is missing; on failure, exit with the reason as the last line of the log."""
    try:
        loaded = asyncio.run(_load())
    except LoadError as error:
        sys.exit(str(error))
    counts = f"created {loaded.created}, changed {loaded.changed}, unchanged {loaded.unchanged}"
    sys.stdout.write(f"sample region: {counts}\n")


async def _load() -> Loaded:
    address, home = os.environ[LOADING_API], Path(os.environ[LOADING_HOME])
    token = get_token(address, home, roles=_ROLES, agency=REGION_CODE, client="sandbox")
    headers = {"Authorization": f"Bearer {token}"}
    sources = json.loads(os.environ[LOADING_SOURCES])
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=_CALL_SECONDS) as api:
        today = datetime.now(UTC).date()
        return await load(api, sources, today=today, patience_seconds=_PATIENCE_SECONDS)
