"""The way to drop a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.component.integration.conftest import bearer
from tests.component.integration.feeds.pushing import Pushing
from tests.component.integration.files.dropping import Files
from tests.component.integration.world import World

from integration.files.store.spool import Spool


@pytest.fixture
async def dropping(app: FastAPI, world: World, tmp_path: Path) -> AsyncIterator[Files]:
    """The way to drop a file for a source, which is still to be registered."""
    spool = Spool(tmp_path / "spool")
    app.state.spool = spool
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://integration.test/api/v1/feeds",
        headers={**bearer("operator"), "Accept-Language": "en"},
    ) as client:
        yield Files(world, client, spool, Pushing(world))


@pytest.fixture
async def files(dropping: Files) -> Files:
    """A source that takes files, and the way to drop one."""
    await dropping.pushing.register("push", "file")
    return dropping
