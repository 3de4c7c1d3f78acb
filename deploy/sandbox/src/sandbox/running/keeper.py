"""Keeps processes alive: starts them, waits until they are ready, starts crashed ones again."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sandbox.processes.children import StartError, last_lines
from sandbox.running.state import ComponentState

_TICK_SECONDS = 0.04
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_STEADY_SECONDS = 20.0  # a process that lived this long is started again without a pause
_START_ATTEMPTS = 3
_CHECKS_AT_ONCE = 8
_AT_REST = ("stopping", "stopped")


class Process(Protocol):
    """The part of `subprocess.Popen` that the keeper uses; a fork has it, too."""

    @property
    def pid(self) -> int: ...  # noqa: D102 - as of Popen
    def poll(self) -> int | None: ...  # noqa: D102 - as of Popen
    def wait(self, timeout: float | None = None) -> int: ...  # noqa: D102 - as of Popen
    def send_signal(self, sent: int, /) -> None: ...  # noqa: D102 - as of Popen
    def kill(self) -> None: ...  # noqa: D102 - as of Popen


@dataclass(slots=True, kw_only=True)
class KeptProcess:
    """One process to keep: how to launch it, how to see that it is ready, and its present state."""

    name: str
    address: str
    log: Path
    launch: Callable[[], Process]
    is_ready: Callable[[], bool]
    end_signal: signal.Signals = signal.SIGTERM
    state: str = "waiting"
    process: Process | None = None
    restarts: int = 0
    failures: int = 0
    launched_at: float = 0.0
    due_at: float = 0.0
    seconds: float = 0.0
    _check: "Future[bool] | None" = field(default=None)

    def begin(self) -> None:
        """Launch the process; `tick` finds out later whether it is ready."""
        self.launched_at = time.monotonic()
        self.process = self.launch()
        self.state = "starting"

    def tick(self, checks: ThreadPoolExecutor) -> None:
        """Check the process once; start a crashed one again, leave a stopped one stopped."""
        if self.process is None or self.state in _AT_REST:
            return
        if self.state == "restarting":
            if time.monotonic() >= self.due_at:
                self.restarts += 1
                self.begin()
        elif self.process.poll() is not None:
            self._note_end()
        elif self.state == "starting":
            self._check_ready(checks)

    def snapshot(self) -> ComponentState:
        """Return its present state."""
        alive = self.process is not None and self.process.poll() is None
        return ComponentState(
            name=self.name,
            state=self.state,
            pid=(self.process.pid or None) if self.process is not None and alive else None,
            address=self.address,
            log=str(self.log),
            restarts=self.restarts,
            seconds=round(self.seconds, 2),
        )

    def _note_end(self) -> None:
        lived = time.monotonic() - self.launched_at
        self.failures = 0 if lived > _STEADY_SECONDS else self.failures + 1
        pause = min(_FIRST_PAUSE_SECONDS * 2**self.failures, _LONGEST_PAUSE_SECONDS)
        self.due_at = time.monotonic() + pause
        self.state = "restarting"
        self._check = None

    def _check_ready(self, checks: ThreadPoolExecutor) -> None:
        if self._check is None:
            self._check = checks.submit(self.is_ready)
        elif self._check.done():
            if self._check.result():
                self.state = "ready"
                self.seconds = time.monotonic() - self.launched_at
            self._check = None


class Keeper:
    """Watches a set of processes from a thread of its own."""

    def __init__(self, on_tick: Callable[[], None]) -> None:
        self._kept: dict[str, KeptProcess] = {}
        self._on_tick = on_tick
        self._ending = threading.Event()
        self._checks = ThreadPoolExecutor(_CHECKS_AT_ONCE, thread_name_prefix="sandbox-checks")
        self._thread = threading.Thread(target=self._watch, name="sandbox-keeper", daemon=True)

    def open(self) -> None:
        """Start watching."""
        self._thread.start()

    def add(self, kept: KeptProcess) -> None:
        """Add a process; `begin` launches it."""
        self._kept[kept.name] = kept

    def begin(self, name: str) -> KeptProcess:
        """Launch an added process; raise StartError if the keeper was closed meanwhile."""
        kept = self.find(name)
        kept.begin()
        if self._ending.is_set() and kept.process is not None:
            kept.process.kill()
            raise StartError("The start was interrupted.")
        return kept

    def find(self, name: str) -> KeptProcess:
        """Return one kept process; raise KeyError with the known names."""
        if name not in self._kept:
            raise KeyError(f"No component {name}: there are {', '.join(self._kept)}.")
        return self._kept[name]

    def snapshots(self) -> tuple[ComponentState, ...]:
        """Return the present state of all, in the order in which they were added."""
        return tuple(kept.snapshot() for kept in list(self._kept.values()))

    def wait_ready(self, names: Sequence[str], *, seconds: float) -> None:
        """Wait until all are ready at the same time.

        Raises StartError with the end of the log if one cannot be started or time is up.
        """
        deadline = time.monotonic() + seconds
        waiting = [self._kept[name] for name in names]
        while late := [kept for kept in waiting if kept.state != "ready"]:
            for kept in late:
                if kept.seconds == 0 and kept.failures >= _START_ATTEMPTS:
                    raise StartError(
                        f"{kept.name} does not start. {last_lines(kept.log)}\nIf the data are"
                        " from an older version of the code, `tolok reset` removes them."
                    )
            if time.monotonic() > deadline:
                first = late[0]
                names_late = ", ".join(kept.name for kept in late)
                raise StartError(
                    f"Not ready after {seconds:.0f} s: {names_late}. {last_lines(first.log)}"
                )
            time.sleep(_TICK_SECONDS)

    def close(self) -> None:
        """Stop watching: no process is started again from now on."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        self._checks.shutdown(wait=False, cancel_futures=True)

    def end(self, names: Sequence[str], *, seconds: float) -> None:
        """Stop some processes together; kill those that take longer than `seconds`."""
        ending = [kept for name in names if (kept := self._kept.get(name)) and kept.process]
        for kept in ending:
            kept.state = "stopping"
            _signal(kept, kept.end_signal)
        deadline = time.monotonic() + seconds
        for kept in ending:
            if kept.process is None:
                continue
            try:
                kept.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                kept.process.kill()
                kept.process.wait(5)
            kept.state = "stopped"
        self._on_tick()

    def _watch(self) -> None:
        while not self._ending.wait(_TICK_SECONDS):
            for kept in list(self._kept.values()):
                try:
                    kept.tick(self._checks)
                except (StartError, OSError):
                    kept.state, kept.due_at = "restarting", time.monotonic() + 1
                    kept.failures += 1
            self._on_tick()


def _signal(kept: KeptProcess, sent: signal.Signals) -> None:
    if kept.process is not None and kept.process.poll() is None:
        kept.process.send_signal(sent)
