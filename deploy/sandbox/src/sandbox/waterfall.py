"""A trace as a waterfall: who did what, when it began, how long it took."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.table import Table
from rich.text import Text

from sandbox.spans import Span, parents

_WIDTH = 36
_LIKE = 4  # so many equal siblings are shown one by one; more of them in one line
_SHOWN = ("source.code", "url.path", "http.response.status_code", "messaging.batch.message_count")
_COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a span, how deep it lies, and how many like it the line stands for."""

    span: Span
    depth: int
    count: int
    end: datetime


def draw(spans: Sequence[Span]) -> Table:
    """Return the waterfall as a table for the terminal."""
    rows = list(arrange(spans))
    begin = min(row.span.start for row in rows)
    whole = max((row.end - begin).total_seconds() for row in rows) or 1e-6
    components = sorted({row.span.component for row in rows})
    colours = {name: _COLOURS[i % len(_COLOURS)] for i, name in enumerate(components)}
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("span", no_wrap=True, overflow="ellipsis", max_width=52)
    table.add_column("component", no_wrap=True)
    table.add_column("begins", justify="right")
    table.add_column("took", justify="right")
    table.add_column("", width=_WIDTH)
    for row in rows:
        offset = (row.span.start - begin).total_seconds()
        took = (row.end - row.span.start).total_seconds()
        colour = "red" if row.span.failed else colours[row.span.component]
        table.add_row(
            _label(row),
            Text(row.span.component, style=colour),
            f"+{offset * 1000:.0f} ms",
            f"{took * 1000:.1f} ms",
            Text(_bar(offset / whole, took / whole), style=colour),
        )
    return table


def arrange(spans: Sequence[Span]) -> Iterator[Row]:
    """Yield the spans as a tree, parents first; many equal siblings become one row."""
    above = parents(spans)
    below: dict[str | None, list[Span]] = defaultdict(list)
    for span in sorted(spans, key=lambda span: span.start):
        below[above.get(span.span_id)].append(span)
    yield from _under(None, below, 0)


def _under(parent: str | None, below: dict[str | None, list[Span]], depth: int) -> Iterator[Row]:
    children = below[parent]
    alike: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for child in children:
        alike[(child.component, child.name)].append(child)
    for child in children:
        group = alike[(child.component, child.name)]
        if len(group) <= _LIKE:
            yield Row(child, depth, 1, child.end)
            yield from _under(child.span_id, below, depth + 1)
        elif child is group[0]:
            yield Row(child, depth, len(group), max(one.end for one in group))
            for one in group:
                yield from _under(one.span_id, below, depth + 1)


def _label(row: Row) -> Text:
    label = Text("  " * row.depth)
    label.append(row.span.name, style="red" if row.span.failed else "bold")
    if row.count > 1:
        label.append(f" {row.count} times", style="dim")
        return label
    values = dict(row.span.attributes)
    for name in _SHOWN:
        if name in values and str(values[name]) not in row.span.name:
            label.append(f" {values[name]}", style="dim")
    return label


def _bar(offset: float, share: float) -> str:
    start = min(int(offset * _WIDTH), _WIDTH - 1)
    length = max(1, min(round(share * _WIDTH), _WIDTH - start))
    return " " * start + "█" * length
