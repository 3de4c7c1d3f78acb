"""One running product for all files of this folder; they run in their order, on one worker."""

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.e2e.starting import started
from tests.e2e.world import World

from sandbox.running.supervisor import Sandbox


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    """The running product, with what the files before this one did to it."""
    with started() as running:
        yield running


@pytest.fixture
async def world(sandbox: Sandbox) -> AsyncIterator[World]:
    """The running product; the campaigns of these files are not in the oracle of the sample."""
    async with World(sandbox) as made:
        yield made
