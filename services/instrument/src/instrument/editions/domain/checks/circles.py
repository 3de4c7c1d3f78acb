"""Circles of related indicators, in which each builds on the next."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final

from instrument.editions.domain.model import Edition
from rules.refusal import Refusal
from rules.text import Text

Graph = Mapping[str, Sequence[str]]

_MOST_NAMED: Final = 20
_MOST_SHOWN: Final = 20


def check_circles(edition: Edition) -> Iterator[Refusal]:
    """Yield enough circles that every relation that is part of a circle is named in one."""
    known = {node.code for node in edition.nodes}
    graph = {node.code: [code for code in node.related if code in known] for node in edition.nodes}
    places = {node.code: place for place, node in reversed([*enumerate(edition.nodes)])}
    for circle in _circles(graph):
        named = (
            circle if len(circle) <= _MOST_SHOWN else [*circle[: _MOST_SHOWN - 2], "…", circle[-1]]
        )
        written = " -> ".join(named)
        yield Refusal(
            f"/nodes/{places[circle[0]]}/related",
            Text(
                f"membentuk lingkaran: {written}; hapus salah satu hubungannya",
                f"forms a circle: {written}; remove one of its relations",
            ),
        )


def _circles(graph: Graph) -> Iterator[list[str]]:
    """Yield, for each relation that no earlier circle names, the shortest circle through it."""
    if _is_free(graph):
        return
    groups = _groups(graph)
    named: set[tuple[str, str]] = set()
    count = 0
    for code, others in graph.items():
        for other in others:
            if groups[code] != groups[other] or (code, other) in named:
                continue
            circle = [code, *_way(graph, other, code)]
            yield circle
            named |= {*pairwise(circle)}
            count += 1
            if count == _MOST_NAMED:
                return


def _is_free(graph: Graph) -> bool:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return False
    return True


def _way(graph: Graph, start: str, end: str) -> list[str]:
    """Return the shortest path between two indicators of one group, both included."""
    before: dict[str, str | None] = {start: None}
    reached = [start]
    for code in reached:
        if code == end:
            break
        for other in graph[code]:
            if other not in before:
                before[other] = code
                reached.append(other)
    way: list[str] = []
    step: str | None = end
    while step is not None:
        way.insert(0, step)
        step = before[step]
    return way


def _groups(graph: Graph) -> dict[str, int]:
    """Return the group of each indicator; indicators of one group reach each other."""
    backwards: dict[str, list[str]] = {code: [] for code in graph}
    for code, others in graph.items():
        for other in others:
            backwards[other].append(code)
    groups: dict[str, int] = {}
    for number, root in enumerate(reversed(_finished(graph))):
        waiting = [root]
        while waiting:
            code = waiting.pop()
            if code not in groups:
                groups[code] = number
                waiting += backwards[code]
    return groups


def _finished(graph: Graph) -> list[str]:
    """Return the indicators in the order in which a depth-first walk leaves them."""
    seen: set[str] = set()
    left: list[str] = []
    for root in graph:
        waiting = [(root, False)]
        while waiting:
            code, is_done = waiting.pop()
            if is_done:
                left.append(code)
            elif code not in seen:
                seen.add(code)
                waiting.append((code, True))
                waiting += [(other, False) for other in graph[code] if other not in seen]
    return left
