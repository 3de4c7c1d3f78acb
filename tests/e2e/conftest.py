"""The whole product, started once for the stories that use it as people and systems do."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.e2e.starting import started
from tests.e2e.world import World

from sandbox.running.supervisor import Sandbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder: it belongs to the end-to-end part."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The running product in a directory of its own."""
    with started() as running:
        yield running


@pytest.fixture
async def world(sandbox: Sandbox) -> AsyncIterator[World]:
    """The running product with its source systems as the sample has them."""
    async with World(sandbox) as made:
        await made.reset()
        await made.reconciled()
        yield made
