"""`up`, `down` and `reset`."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sandbox.processes.children import StartError
from sandbox.running import housekeeping
from sandbox.running.state import is_locked, read_state
from sandbox.running.supervisor import Sandbox
from sandbox.settings import SandboxSettings

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_STOP_SECONDS = 45.0
_PAUSE_SECONDS = 0.05


def up() -> int:
    """Start everything, show it, and keep it running until a signal."""
    from rich.console import Console  # noqa: PLC0415 - the programs start before the screen does

    from sandbox.running.screen import Screen  # noqa: PLC0415 - as above

    screen = Screen(Console())
    sandbox = Sandbox(on_change=screen.update)
    with stopped_by_signals(), screen:
        try:
            sandbox.start()
            signal.pause()
        except KeyboardInterrupt:
            pass
        finally:
            _ignore_signals()
            sandbox.stop()
    return 0


def down() -> int:
    """Stop the sandbox that runs and wait until it has ended."""
    home = SandboxSettings().home
    if not _stop(home):
        sys.stdout.write(f"Nothing runs in {home}.\n")
        return 0
    sys.stdout.write("✓ stopped\n")
    return 0


def reset() -> int:
    """Stop the sandbox; remove its folder and what it created on external servers."""
    settings = SandboxSettings()
    _stop(settings.home)
    if settings.postgres_url is not None:
        from sandbox.running.servers import drop_databases  # noqa: PLC0415 - only with an external server

        drop_databases(settings.postgres_url.get_secret_value())
    if settings.kafka_bootstrap_servers is not None:
        from sandbox.commands.topics import delete_topics  # noqa: PLC0415 - as above

        delete_topics(settings.kafka_bootstrap_servers)
    housekeeping.remove(settings.home)
    sys.stdout.write(f"✓ removed {settings.home}\n")
    return 0


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn each signal that asks the process to end into KeyboardInterrupt."""

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """Ignore further signals while everything stops in order; kill -9 still works."""
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _stop(home: Path) -> bool:
    """Stop the running sandbox; return whether one was running."""
    state = read_state(home)
    if state is None:
        return False
    try:
        os.kill(state.pid, signal.SIGTERM)
    except PermissionError:
        raise StartError(
            f"Process {state.pid} belongs to another user; stop it as that user."
        ) from None
    deadline = time.monotonic() + _STOP_SECONDS
    while is_locked(home):
        if time.monotonic() > deadline:
            os.kill(state.pid, signal.SIGKILL)  # its children end with it
        time.sleep(_PAUSE_SECONDS)
    return True
