"""One process that has imported what all services share, and forks them.

Importing a service's libraries takes two seconds of a core; a dozen processes would take the better
part of a minute. Here they are imported once, and each program is a fork of that process: ready to
run in milliseconds, a process of its own in everything else.

Run as `python -m sandbox.processes.fork_server DESCRIPTOR module …`. Orders come over the socket,
one JSON object a line (`id`, `name`, `entry`, `argv`, `env`, `log`). The answers are
`{"id", "pid"}` after a fork and `{"pid", "code"}` after a program's end. No module imported here
may start a thread.
"""

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_CHUNK = 65_536

Order = dict[str, Any]


def main(argv: Sequence[str]) -> None:
    """Import the modules, then fork a process for each order until the socket closes."""
    channel = socket.socket(fileno=int(argv[0]))
    for module in argv[1:]:
        importlib.import_module(module)
    if threading.active_count() > 1:
        sys.exit("A module started a thread while it was imported; forks would not have it.")
    gc.collect()
    gc.freeze()  # the memory of the imports stays shared between the processes
    order = _Server(channel).serve()
    if order is not None:
        _become(order)


class _Server:
    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._pid = os.getpid()
        self._rest = b""
        self._wakeup, self._alarm = socket.socketpair()

    def serve(self) -> Order | None:
        """Fork for each order; return the order in the fork, None once the parent is gone."""
        self._alarm.setblocking(False)
        signal.set_wakeup_fd(self._alarm.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._channel, selectors.EVENT_READ)
            selector.register(self._wakeup, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._wakeup:
                        self._wakeup.recv(_CHUNK)
                        self._report_ends()
                        continue
                    lines = self._receive()
                    if lines is None:
                        return None
                    for line in lines:
                        order: Order = json.loads(line)
                        if self._fork(order):
                            return order

    def _receive(self) -> list[bytes] | None:
        received = self._channel.recv(_CHUNK)
        if not received:
            return None
        *lines, self._rest = (self._rest + received).split(b"\n")
        return lines

    def _fork(self, order: Order) -> bool:
        pid = os.fork()
        if pid:
            self._send({"id": order["id"], "pid": pid})
            return False
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._channel, self._wakeup, self._alarm):
            end.close()
        order["parent"] = self._pid
        return True

    def _report_ends(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._send({"pid": pid, "code": os.waitstatus_to_exitcode(status)})

    def _send(self, message: dict[str, int]) -> None:
        self._channel.sendall(json.dumps(message).encode() + b"\n")


def _become(order: Order) -> None:
    """Turn this fork into the program: its own session, log, environment and arguments."""
    os.setsid()
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(_PR_SET_NAME, order["name"].encode()[:15], 0, 0, 0)
    if os.getppid() != order["parent"]:
        sys.exit("The parent ended before its child had started.")
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv = list(order["argv"])
    entry: str = order["entry"]
    if ":" in entry:
        sys.exit(pkgutil.resolve_name(entry)())
    runpy.run_module(entry, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
