"""Load the sample region through the public API; runs once, when everything is ready."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx

from sandbox.access.tokens import get_token
from sandbox.region.agencies import REGION_CODE, above
from sandbox.region.loading.load import load
from sandbox.region.loading.sending import Loaded, LoadError
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
    sources = json.loads(os.environ[LOADING_SOURCES])
    async with (
        _client(address, home, REGION_CODE) as api,
        _client(address, home, above()[0].code) as top,
    ):
        today = datetime.now(UTC).date()
        return await load(api, sources, above=top, today=today, patience_seconds=_PATIENCE_SECONDS)


def _client(address: str, home: Path, agency: str) -> httpx.AsyncClient:
    token = get_token(address, home, roles=_ROLES, agency=agency, client="sandbox")
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=_CALL_SECONDS)
