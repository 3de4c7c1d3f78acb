"""A trace as a waterfall: each span with its component, beginning and duration."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.table import Table
from rich.text import Text

from sandbox.traces.spans import Span, parents

_COMPONENT_WIDTH = 18
_TIME_WIDTH = 10
_GAPS = 8
_LIKE = 4  # up to this number equal siblings get a line each; more share one line
_SHOWN = ("source.code", "url.path", "http.response.status_code", "messaging.batch.message_count")
_COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a span, its depth, and how many equal spans the line stands for."""

    span: Span
    depth: int
    count: int
    end: datetime


def draw(spans: Sequence[Span], width: int) -> Table:
    """Return the waterfall as a table for a terminal of this width."""
    label_width, bar_width = _widths(width)
    rows = list(arrange(spans))
    begin = min(row.span.start for row in rows)
    whole = max((row.end - begin).total_seconds() for row in rows) or 1e-6
    components = sorted({row.span.component for row in rows})
    colours = {name: _COLOURS[i % len(_COLOURS)] for i, name in enumerate(components)}
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("span", no_wrap=True, overflow="ellipsis", width=label_width)
    table.add_column("component", no_wrap=True, width=_COMPONENT_WIDTH)
    table.add_column("begins", justify="right", width=_TIME_WIDTH)
    table.add_column("took", justify="right", width=_TIME_WIDTH)
    table.add_column("", width=bar_width)
    for row in rows:
        offset = (row.span.start - begin).total_seconds()
        took = (row.end - row.span.start).total_seconds()
        colour = "red" if row.span.failed else colours[row.span.component]
        table.add_row(
            _label(row),
            Text(row.span.component, style=colour),
            f"+{offset * 1000:.0f} ms",
            f"{took * 1000:.1f} ms",
            Text(_bar(offset / whole, took / whole, bar_width), style=colour),
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


def _widths(width: int) -> tuple[int, int]:
    """Return the widths of labels and bars; they share what the other columns leave."""
    left = max(36, width - _COMPONENT_WIDTH - 2 * _TIME_WIDTH - _GAPS)
    return left * 5 // 8, left * 3 // 8


def _bar(offset: float, share: float, width: int) -> str:
    start = min(int(offset * width), width - 1)
    length = max(1, min(round(share * width), width - start))
    return " " * start + "█" * length
