"""`trace`."""

import sys

from rich.console import Console

from sandbox.processes.children import StartError
from sandbox.settings import SandboxSettings
from sandbox.traces.spans import find_trace, latest_score, read_spans
from sandbox.traces.waterfall import draw

_PIPED_WIDTH = 140


def trace(trace_id: str) -> int:
    """Show the waterfall of a trace, or of the last one that reached a score."""
    home = SandboxSettings().home
    spans = read_spans(home)
    if trace_id == "latest":
        latest = latest_score(spans)
        if latest is None:
            raise StartError("No trace in the store has reached a score yet.")
        trace_id = latest
    found = find_trace(spans, trace_id)
    if not found:
        raise StartError(
            f"{trace_id} is the beginning of no trace in {home / 'spans'}, or of several."
        )
    console = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH)
    console.print(f"trace [bold]{trace_id}[/]  {len(found)} spans", highlight=False)
    console.print(draw(found, console.width))
    return 0
