"""The bar of a run: follows how a source is being read, until the run ends."""

import sys
import time
from collections.abc import Callable
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

_PAUSE_SECONDS: Final = 0.5
_WAITING: Final = ("pending", "running")
_GOOD: Final = ("succeeded", "partial")
_KILOBYTE: Final = 1024


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
