"""Ports of 127.0.0.1: the wanted ones if they are free, else others.

Time passes between choosing a port and listening on it, because a program has to start. So a chosen
port is *claimed* as long as this process lives, by a socket with an abstract name that the kernel
releases by itself. Other sandboxes see the claim. Substitute ports are below the range that the
kernel uses for outgoing connections, so no such connection can take them.
"""

import os
import secrets
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping

from sandbox.processes.children import StartError
from sandbox.settings import SandboxSettings

_SUFFIX = "_port"
_STEP = 1000
_STEPS = 12
_FIRST, _LAST = 20_000, 32_000
_ATTEMPTS = 200
_claims: dict[
    int, int
] = {}  # the descriptors of the sockets; they stay open until the process ends
_lock = threading.Lock()


def choose_ports(settings: SandboxSettings, last: Mapping[str, int]) -> dict[str, int]:
    """Claim a port for every `<name>_port` of the settings; return them by name.

    Preferred is the port that the environment sets, then that of the last run, then the default. If
    it is in use, another one is taken.
    """
    chosen: dict[str, int] = {}
    for field in SandboxSettings.model_fields:
        if field.endswith(_SUFFIX):
            name = field.removesuffix(_SUFFIX)
            wanted: int = getattr(settings, field)
            if field not in settings.model_fields_set:
                wanted = last.get(name, wanted)
            chosen[name] = claim_port(wanted)
    return chosen


def claim_port(wanted: int | None = None) -> int:
    """Claim the wanted port, or another if it is in use; raise StartError if none is free."""
    with _lock:
        for port in _candidates(wanted):
            if _claim(port):
                return port
    raise StartError("No free port on 127.0.0.1; stop some programs and try again.")


def release_ports(ports: Iterable[int]) -> None:
    """Give claimed ports back."""
    with _lock:
        for port in ports:
            claim = _claims.pop(port, None)
            if claim is not None:
                os.close(claim)


def _candidates(wanted: int | None) -> Iterator[int]:
    if wanted is not None:
        yield wanted
        yield from (wanted + _STEP * step for step in range(1, _STEPS))
    for _ in range(_ATTEMPTS):
        yield _FIRST + secrets.randbelow(_LAST - _FIRST)


def _claim(port: int) -> bool:
    with socket.socket(socket.AF_UNIX) as claim:
        try:
            claim.bind(f"\0tolok.port.{port}")
            _probe(port)
        except OSError:
            return False
        _claims[port] = claim.detach()
    return True


def _probe(port: int) -> None:
    """Raise OSError if another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        probe.listen()  # without it, two sockets with SO_REUSEADDR could share the port
