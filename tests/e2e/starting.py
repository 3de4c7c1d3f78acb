"""The whole product, started for tests."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.places import servers_folder
from tests.support.templates import SERVER_SETTINGS

from sandbox.running.supervisor import Sandbox
from sandbox.settings import SandboxSettings


@contextmanager
def started() -> Iterator[Sandbox]:
    """Run the product in a directory of its own, which is removed after it has ended."""
    with tempfile.TemporaryDirectory(prefix="tolok-e2e-", dir=servers_folder()) as home:
        settings = SandboxSettings(home=Path(home))
        with Sandbox(settings, postgres_settings=SERVER_SETTINGS) as running:
            yield running
