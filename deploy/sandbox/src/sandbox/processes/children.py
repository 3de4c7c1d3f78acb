"""Child processes that end when their parent ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.processes import launch

# The kernel ends a child when the *thread* that made it ends. So one thread, which lives as long as
# this process, makes all children.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-spawner")


class StartError(RuntimeError):
    """A component did not start; the message says why and what to do."""


def spawn(
    program: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    user: str = "",
    death_signal: signal.Signals = signal.SIGKILL,
    pass_fds: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start a program in its own session, with its output appended to a log file.

    The kernel sends it `death_signal` when this process ends in any way. If this process is root,
    the program runs as `user`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    wrapper = [sys.executable, "-I", "-S", launch.__file__]
    wrapper += [str(os.getpid()), str(int(death_signal)), user, "--"]

    def start() -> "subprocess.Popen[bytes]":
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own argument list, no shell
                [*wrapper, *map(str, program)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=env,
                pass_fds=pass_fds,
            )

    return _spawner.submit(start).result()


def accepts_connections(port: int) -> bool:
    """Return whether something listens on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(
    ready: Callable[[], bool],
    *,
    process: "subprocess.Popen[bytes]",
    name: str,
    log: Path,
    seconds: float,
) -> None:
    """Wait until `ready()` holds.

    Raises StartError with the end of the log if the process ends or time is up.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise StartError(f"{name} ended with code {process.returncode}. {last_lines(log)}")
        if time.monotonic() > deadline:
            raise StartError(f"{name} was not ready after {seconds:.0f} s. {last_lines(log)}")
        time.sleep(0.02)


def stop(process: "subprocess.Popen[bytes]", sent: signal.Signals, *, seconds: float) -> int:
    """Send a signal, wait, kill if it takes longer than `seconds`; return the exit code."""
    if process.poll() is None:
        process.send_signal(sent)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def wait_for_end(process: "subprocess.Popen[bytes]", *, seconds: float) -> int:
    """Wait for a program to end by itself and return its code; kill it when time is up."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def last_lines(log: Path, lines: int = 12) -> str:
    """Return the end of a log file, with a heading, for an error message."""
    tail = log.read_text(errors="replace").splitlines()[-lines:] if log.exists() else []
    return f"The end of {log}:\n" + "\n".join(tail)
