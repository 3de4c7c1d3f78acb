"""`status` and `logs`."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from sandbox.processes.children import StartError
from sandbox.running.screen import full_view
from sandbox.running.state import read_state
from sandbox.settings import SandboxSettings

_PAUSE_SECONDS = 0.2
_KNOWN = ("timestamp", "level", "event", "service")


def status() -> int:
    """Show all components; return 0 if all are ready, 1 if not, 3 if nothing runs."""
    home = SandboxSettings().home
    state = read_state(home)
    if state is None:
        sys.stdout.write(f"Nothing runs in {home}. `tolok up` starts it.\n")
        return 3
    Console().print(full_view(state))
    return 0 if state.phase == "ready" and all(c.state == "ready" for c in state.components) else 1


def logs(service: str, *, follow: bool, lines: int) -> int:
    """Show the last lines of one or more logs, file by file; with `follow`, new ones too."""
    folder = SandboxSettings().home / "logs"
    files = _files(folder, service)
    if not files and not follow:
        raise StartError(f"No log of {service or 'anything'} in {folder}.")
    wide = max((len(file.stem) for file in files), default=0)
    positions: dict[Path, int] = {}
    for file in files:
        content = file.read_bytes()
        positions[file] = len(content)
        for line in content.decode(errors="replace").splitlines()[-lines:]:
            _print(file.stem.ljust(wide), line)
    while follow:
        time.sleep(_PAUSE_SECONDS)
        for file in _files(folder, service):
            for line in _new_lines(file, positions):
                _print(file.stem.ljust(wide), line)
    return 0


def _files(folder: Path, service: str) -> list[Path]:
    """Return the logs of a component, or of all components of a service."""
    found = sorted(folder.glob("*.log")) + sorted(folder.parent.glob("*/*.log"))
    unique = list(dict.fromkeys(found))
    return [
        file
        for file in unique
        if not service or file.stem == service or file.stem.startswith(f"{service}-")
    ]


def _new_lines(file: Path, positions: dict[Path, int]) -> Iterator[str]:
    start = positions.get(file, 0)
    if file.stat().st_size < start:
        start = 0  # the file was renamed and a new one begun
    with file.open("rb") as content:
        content.seek(start)
        added = content.read()
    complete = added.rfind(b"\n") + 1
    positions[file] = start + complete
    yield from added[:complete].decode(errors="replace").splitlines()


def _print(name: str, line: str) -> None:
    sys.stdout.write(f"{name} | {_readable(line) if sys.stdout.isatty() else line}\n")
    sys.stdout.flush()


def _readable(line: str) -> str:
    """Return a JSON line as time, level, event and fields; any other line unchanged."""
    try:
        fields = json.loads(line)
    except ValueError:
        return line
    if not isinstance(fields, dict) or "event" not in fields:
        return line
    rest = " ".join(f"{key}={value}" for key, value in fields.items() if key not in _KNOWN)
    moment = str(fields.get("timestamp", ""))[11:23]
    return f"{moment} {fields.get('level', '')!s:7} {fields['event']} {rest}"
