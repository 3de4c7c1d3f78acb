"""The supervisor's side of the fork server: start programs and learn when they have ended."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.processes import children
from sandbox.processes.children import StartError

# Imported once for all services. A service's own modules are imported in its own process only.
_PRELOADED = (
    "kit.consumer",
    "kit.database.migrations",
    "kit.observe._span_export",
    "kit.process._health",
    "kit.web",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "sqlalchemy.dialects.postgresql.asyncpg",
)
_PID_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run: a callable as "module:name" or a module, with its arguments and environment."""

    name: str
    entry: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path


@dataclass(slots=True)
class Fork:
    """A forked program; looks like a `subprocess.Popen`."""

    name: str
    pid: int = 0
    returncode: int | None = None
    _started: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    def poll(self) -> int | None:
        """Return the exit code (negative: the signal that killed it), None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; raise `subprocess.TimeoutExpired` when time is up."""
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired(self.name, timeout or 0)
        return self.returncode or 0

    def send_signal(self, signal_number: int) -> None:
        """Send a signal, unless the program has ended."""
        if self.returncode is None and self._started.wait(_PID_SECONDS):
            try:
                os.kill(self.pid, signal_number)
            except ProcessLookupError:
                return

    def kill(self) -> None:
        """Kill the program."""
        self.send_signal(signal.SIGKILL)

    def started(self, pid: int) -> None:
        """Record that the program runs."""
        self.pid = pid
        self._started.set()

    def ended(self, code: int) -> None:
        """Record that the program has ended."""
        self.returncode = code
        self._started.set()
        self._ended.set()


class Forks:
    """A running fork server. Its programs end with it, and it ends with this process."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._numbers = itertools.count(1)
        self._starting: dict[int, Fork] = {}  # by the number of the order
        self._running: dict[int, Fork] = {}  # by process id
        self._lock = threading.Lock()
        mine, theirs = socket.socketpair()
        self._channel = mine
        command = [
            sys.executable,
            "-m",
            "sandbox.processes.fork_server",
            str(theirs.fileno()),
            *_PRELOADED,
        ]
        self._process = children.spawn(command, log=log, pass_fds=(theirs.fileno(),))
        theirs.close()
        self._reader = threading.Thread(target=self._read, name="sandbox-forks", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the server is alive."""
        return self._process.poll() is None

    def spawn(self, program: Program) -> Fork:
        """Start a program. Returns at once; the process id is known once the fork has happened."""
        fork = Fork(program.name)
        number = next(self._numbers)
        order = {
            "id": number,
            "name": program.name,
            "entry": program.entry,
            "argv": list(program.argv),
            "env": dict(program.env),
            "log": str(program.log),
        }
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._starting[number] = fork
            try:
                self._channel.sendall(json.dumps(order).encode() + b"\n")
            except OSError as error:
                reason = children.last_lines(self._log)
                raise StartError(f"The fork server has ended. {reason}") from error
        return fork

    def run(self, program: Program, *, seconds: float) -> None:
        """Run a program to its end; raise StartError with its log if it fails."""
        self.check(self.spawn(program), program, seconds=seconds)

    def check(self, fork: Fork, program: Program, *, seconds: float) -> None:
        """Wait for a started program to end; raise StartError with its log if it fails."""
        try:
            code = fork.wait(seconds)
        except subprocess.TimeoutExpired:
            fork.kill()
            raise StartError(f"{program.name} took more than {seconds:.0f} s.") from None
        if code != 0:
            reason = children.last_lines(program.log if program.log.exists() else self._log)
            raise StartError(f"{program.name} failed (code {code}). {reason}")

    def close(self) -> None:
        """End the server; all its programs are killed with it."""
        self._channel.close()
        children.stop(self._process, signal.SIGKILL, seconds=1)

    def _read(self) -> None:
        with self._channel.makefile("rb") as lines:
            try:
                for line in lines:
                    self._take_report(json.loads(line))
            except (OSError, ValueError):
                pass  # closed from this side
        with self._lock:
            for fork in (*self._starting.values(), *self._running.values()):
                fork.ended(-int(signal.SIGKILL))
            self._starting.clear()
            self._running.clear()

    def _take_report(self, message: Mapping[str, int]) -> None:
        with self._lock:
            if "id" in message:
                fork = self._starting.pop(message["id"])
                self._running[message["pid"]] = fork
                fork.started(message["pid"])
            else:
                self._running.pop(message["pid"]).ended(message["code"])
