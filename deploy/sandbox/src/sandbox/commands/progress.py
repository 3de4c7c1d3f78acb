"""`progress`: follow what a source is being read, with a bar, until the run ends."""

import sys
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sandbox.access.calls import CallError, get_json
from sandbox.access.tokens import get_token
from sandbox.processes.children import StartError
from sandbox.running.state import require_running
from sandbox.settings import SandboxSettings

_PAUSE_SECONDS: Final = 0.5
_WAITING: Final = ("pending", "running")
_GOOD: Final = ("succeeded", "partial")
_KILOBYTE: Final = 1024


def progress(source: str, *, agency: str) -> int:
    """Follow the newest run of a source; return 0 if it was read, 1 if not, 3 without a run."""
    settings = SandboxSettings()
    state = require_running(settings.home)

    def newest() -> Any:
        token = get_token(state.api, settings.home, roles=["operator"], agency=agency)
        url = f"{state.api}/api/v1/sources/{quote(source, safe='')}/runs?limit=1"
        items = get_json(url, token=token)["items"]
        return items[0] if items else None

    try:
        return follow(newest, Console())
    except CallError as error:
        raise StartError(str(error)) from error


def follow(newest: Callable[[], Any], console: Console, *, pause: float = _PAUSE_SECONDS) -> int:
    """Show a bar of the listings of the newest run until it ends, then what became of it."""
    run = newest()
    if run is None:
        sys.stdout.write("No run yet.\n")
        return 3
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(run["status"], total=None)
        while run["status"] in _WAITING:
            far = run["progress"] or {}
            bar.update(
                task,
                description=_told(run),
                total=far.get("listings"),
                completed=far.get("listings_done", 0),
            )
            time.sleep(pause)
            run = newest()
    console.print(_ended(run), highlight=False)
    return 0 if run["status"] in _GOOD else 1


def _told(run: Any) -> str:
    far = run["progress"]
    if far is None:
        return str(run["status"])
    kilobytes = far["bytes"] // _KILOBYTE
    listings = f"{far['listings_done']}/{far['listings']} listings"
    return f"{listings}, {far['pages']} pages, {far['rows']} rows, {kilobytes} KB"


def _ended(run: Any) -> str:
    figures = ", ".join(f"{name} {count}" for name, count in sorted(run["figures"].items()))
    why = "" if run["failure"] is None else f" {run['failure']['en']}"
    return f"{run['status']} in {run['duration_seconds'] or 0:.1f} s: {figures or '-'}.{why}"
