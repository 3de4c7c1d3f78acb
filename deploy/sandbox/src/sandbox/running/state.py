"""The state of the sandbox in a file for all commands, and a lock that shows whether it runs."""

import fcntl
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

import psutil
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from sandbox.processes.children import StartError

_FILE = "state.json"
_LOCK = "lock"
_LOOK_SECONDS = 0.5  # `is_locked` holds the lock for less; after this time a sandbox holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentState:
    """The last known state of a component: waiting, starting, ready, restarting or stopped."""

    name: str
    state: str
    pid: int | None
    address: str
    log: str
    restarts: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The last known state of the sandbox.

    `phase`: starting, loading, reading, ready, stopping or stopped.
    """

    pid: int
    phase: str
    ports: Mapping[str, int] = field(default_factory=dict)
    kafka: str = ""
    components: tuple[ComponentState, ...] = ()

    @property
    def api(self) -> str:
        """The address of the gateway."""
        return f"http://127.0.0.1:{self.ports['gateway']}"

    def component(self, name: str) -> ComponentState:
        """Return one component; raise KeyError with the known names."""
        for component in self.components:
            if component.name == name:
                return component
        raise KeyError(
            f"No component {name}: there are {', '.join(c.name for c in self.components)}."
        )


def write_state(home: Path, state: State) -> None:
    """Replace the state file in one step."""
    written = home / f"{_FILE}.new"
    written.write_text(json.dumps(asdict(state), indent=2), encoding="utf-8")
    written.rename(home / _FILE)


def read_state(home: Path) -> State | None:
    """Return the state of the sandbox that runs in `home`; None if none runs.

    A sandbox that has just started has not written its state yet. Until then the file holds the
    state of an earlier sandbox.
    """
    state = last_state(home) if is_locked(home) else None
    return state if state is not None and psutil.pid_exists(state.pid) else None


def require_running(home: Path) -> State:
    """Return the state of the running sandbox; raise StartError if none runs."""
    state = read_state(home)
    if state is None or not state.ports:
        raise StartError(f"Nothing runs in {home}. `tolok up` starts it.")
    return state


def last_state(home: Path) -> State | None:
    """Return the state that was written last, whether or not the sandbox still runs."""
    path = home / _FILE
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    components = tuple(ComponentState(**component) for component in found.pop("components"))
    return State(**found, components=components)


def lock(home: Path) -> TextIO | None:
    """Take the lock of a running sandbox; None if another process has it.

    The kernel releases it when the process ends in any way.
    """
    home.mkdir(parents=True, exist_ok=True)
    file = (home / _LOCK).open("a")
    retry_briefly = Retrying(
        retry=retry_if_exception_type(BlockingIOError),
        stop=stop_after_delay(_LOOK_SECONDS),
        wait=wait_fixed(0.02),
        reraise=True,
    )
    try:
        retry_briefly(fcntl.flock, file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def is_locked(home: Path) -> bool:
    """Return whether a sandbox runs in `home`."""
    if not (home / _LOCK).exists():
        return False
    with (home / _LOCK).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def explain_running(home: Path) -> str:
    """Return what to do if a sandbox already runs in the folder."""
    state = last_state(home)
    where = "" if state is None else f" (process {state.pid})"
    return (
        f"A sandbox already runs in {home}{where}. `tolok status` shows it, `tolok down` stops it;"
        " set TOLOK_HOME to another folder to run a second one beside it."
    )
