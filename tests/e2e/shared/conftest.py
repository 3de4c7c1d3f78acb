"""One running product for all files of this folder; they run in their order, on one worker."""

from collections.abc import Iterator

import pytest
from tests.e2e.starting import started

from sandbox.running.supervisor import Sandbox


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    """The running product, with what the files before this one did to it."""
    with started() as running:
        yield running
