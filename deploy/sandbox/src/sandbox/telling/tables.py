"""The tables of a score, Indonesian first."""

from rich.console import Console
from rich.table import Table

from sandbox.telling.texts import TRACKS, Json, age, both, number, percent, predicate

_LEAST_TEXT = 28


def heading(console: Console, number: int, text: str, english: str) -> None:
    """Print the heading of a chapter."""
    console.print()
    console.rule(f"[bold cyan]{number}. {text}[/] [dim]· {english}[/]", align="left")


def tracks(score: Json, title: str) -> Table:
    """Return a score's tracks side by side."""
    table = Table(title=title, title_justify="left", title_style="bold", border_style="dim")
    for name in ("Jalur (track)", "Indeks", "tepat (exact)", "Predikat", "Tingkat", "Cakupan"):
        table.add_column(name, justify="right" if name in ("Indeks", "Cakupan") else "left")
    table.add_column("Umur fakta (age)")
    for track in score["tracks"]:
        if track["exact"] is not None:
            table.add_row(
                TRACKS[track["track"]],
                f"[bold]{track['announced']}[/]",
                number(track["exact"]),
                predicate(track),
                both(track["maturity_level"]),
                percent(track["coverage"]),
                age(track),
            )
    return table


def nodes(track: Json, kind: str, title: str) -> Table:
    """Return the nodes of one kind with weight and value."""
    table = Table(title=title, title_justify="left", border_style="dim")
    table.add_column("")
    table.add_column("", min_width=_LEAST_TEXT)
    table.add_column("Bobot %", justify="right")
    table.add_column("Nilai", justify="right")
    rows = track["indicators"] if kind == "indicator" else track["nodes"]
    for node in rows:
        if node.get("kind", "indicator") == kind:
            shown = node["announced"] or "[dim]belum diketahui[/]"
            table.add_row(node["code"], node["name"]["id"], node["weight"], shown)
    return table
