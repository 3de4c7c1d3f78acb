"""What `tolok up` shows: one live table on a terminal, one line per change elsewhere."""

import threading
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sandbox.running.state import ComponentState, State

if TYPE_CHECKING:
    from sandbox.running.supervisor import Sandbox

_STYLES = {
    "ready": "green",
    "starting": "yellow",
    "waiting": "dim",
    "restarting": "red",
    "stopping": "yellow",
    "stopped": "dim",
}
_MARKS = {"ready": "●", "waiting": "○", "stopped": "○"}
_FRAMES = 8
_PHASES = {"loading": "loading the sample region", "reading": "reading the source systems"}


class Screen:
    """Shows a sandbox while it runs. Use as a context; `update` may come from any thread."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._seen: dict[str, str] = {}
        self._live = (
            Live(console=console, refresh_per_second=_FRAMES, transient=False)
            if console.is_terminal
            else None
        )

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def update(self, sandbox: "Sandbox") -> None:
        """Show the present state; without a terminal, print what has changed."""
        state, note = sandbox.state(), sandbox.note
        with self._lock:
            if self._live is not None:
                self._live.update(full_view(state, note))
            else:
                self._print_changes(state, note)

    def _print_changes(self, state: State, note: str) -> None:
        for key, shown in _lines(state, note):
            if self._seen.get(key) != shown:
                self._seen[key] = shown
                if shown:
                    self._console.print(shown, highlight=False, soft_wrap=True)


def full_view(state: State, note: str = "") -> Group:
    """Return the table of components, a note, and the next steps once all is ready."""
    parts: list[Table | Text | Panel] = [_headline(state, note), table_of(state.components)]
    if state.phase == "ready":
        parts.append(Panel(Text.from_markup(next_steps(state)), border_style="dim", expand=False))
    return Group(*parts)


def table_of(components: tuple[ComponentState, ...]) -> Table:
    """Return the components as a table: state, process, address, restarts."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("", "component", "state", "ready in", "pid", "address"):
        table.add_column(title, no_wrap=True)
    for one in components:
        style = _STYLES.get(one.state, "")
        again = f" ({one.restarts} restarts)" if one.restarts else ""
        table.add_row(
            Text(_MARKS.get(one.state, "◌"), style=style),
            one.name,
            Text(f"{one.state}{again}", style=style),
            f"{one.seconds:.1f} s" if one.seconds else "",
            str(one.pid or ""),
            one.address,
        )
    return table


def next_steps(state: State) -> str:
    """Return the next steps for a sandbox that is ready, as console markup."""
    return (
        f"API     [bold]{state.api}/api/v1[/], described at {state.api}/docs\n"
        "Token   [bold]tolok token --role coordinator --agency 9901[/]\n"
        "Look    tolok status, logs scoring, topics, tail scoring.score, trace latest\n"
        "Stop    Ctrl-C, or [bold]tolok down[/] from anywhere"
    )


def _headline(state: State, note: str) -> Text:
    ready = sum(one.state == "ready" for one in state.components)
    text = Text("Tolok ", style="bold")
    text.append(state.phase, style="green" if state.phase == "ready" else "yellow")
    if state.phase in ("starting", *_PHASES):
        text.append(f"  {ready} of {len(state.components)} ready", style="dim")
    if note:
        text.append(f"  {note}", style="cyan")
    return text


def _lines(state: State, note: str) -> list[tuple[str, str]]:
    lines = [("note", note)]
    for one in state.components:
        if one.state == "ready":
            lines.append((one.name, f"● {one.name} ready ({one.seconds:.1f} s) {one.address}"))
        elif one.state == "restarting":
            lines.append((one.name, f"✗ {one.name} ended and is started again; see {one.log}"))
    if state.phase in _PHASES:
        lines.append(("phase", f"• {_PHASES[state.phase]}"))
    if state.phase == "ready":
        lines.append(("phase", f"✓ ready: {state.api}/api/v1 (stop with `tolok down` or Ctrl-C)"))
    return lines
