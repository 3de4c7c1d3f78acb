"""A sandbox that a program starts for itself, and that leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sandbox.commands.up import stopped_by_signals
from sandbox.processes.children import StartError
from sandbox.running import housekeeping
from sandbox.running.screen import Screen
from sandbox.running.state import explain_running, is_locked
from sandbox.running.supervisor import Sandbox

if TYPE_CHECKING:
    from rich.console import Console

    from sandbox.settings import SandboxSettings


@contextmanager
def own_sandbox(console: "Console", settings: "SandboxSettings", name: str) -> Iterator[Sandbox]:
    """Start everything in an empty folder of this name; at the end stop and remove it.

    Raises:
        StartError: It did not start, or one runs there already.
    """
    settings = settings.model_copy(update={"home": settings.home / name})
    if is_locked(settings.home):
        raise StartError(explain_running(settings.home))
    shown = Screen(console)
    sandbox = Sandbox(settings, on_change=shown.update)
    housekeeping.remove(settings.home)
    try:
        with stopped_by_signals():
            with shown:
                sandbox.start()
            yield sandbox
    finally:
        sandbox.stop()
        housekeeping.remove(settings.home)
