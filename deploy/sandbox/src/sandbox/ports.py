"""The ports of one sandbox: the wanted ones where they are free, others where not."""

import socket
from collections.abc import Mapping

from sandbox.processes import StartError
from sandbox.settings import SandboxSettings

_SUFFIX = "_port"


def choose_ports(settings: SandboxSettings, last: Mapping[str, int]) -> dict[str, int]:
    """Return a port of 127.0.0.1 for every `<name>_port` of the settings, by name.

    A port that the environment sets comes first, then that of the last run, then the default; one
    that is taken gives way to any free one.
    """
    chosen: dict[str, int] = {}
    held: list[socket.socket] = []  # until all are chosen, so that no two get the same
    try:
        for field in SandboxSettings.model_fields:
            if not field.endswith(_SUFFIX):
                continue
            name = field.removesuffix(_SUFFIX)
            wanted: int = getattr(settings, field)
            if field not in settings.model_fields_set:
                wanted = last.get(name, wanted)
            held.append(_hold(wanted))
            chosen[name] = held[-1].getsockname()[1]
    finally:
        for probe in held:
            probe.close()
    return chosen


def _hold(wanted: int) -> socket.socket:
    for port in (wanted, 0):
        probe = socket.socket()
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.close()
            continue
        probe.listen()  # without it, two sockets with SO_REUSEADDR could share the port
        return probe
    raise StartError("No free port on 127.0.0.1; stop some programs and try again.")
