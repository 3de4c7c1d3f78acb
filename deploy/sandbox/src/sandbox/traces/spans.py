"""Read the span files of all components back as traces.

A span's file holds one JSON object per line, as OpenTelemetry's SDK writes it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_SCORE_SPAN = "scoring batch"
_SOURCE_SPAN = "source request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One finished span. `links` are (trace id, span id) of the messages handled in it."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    component: str
    start: datetime
    end: datetime
    failed: bool
    attributes: tuple[tuple[str, Any], ...]
    links: tuple[tuple[str, str], ...]

    @property
    def milliseconds(self) -> float:
        """The duration."""
        return (self.end - self.start).total_seconds() * 1000


def read_spans(home: Path) -> list[Span]:
    """Return all spans of the store, the oldest first."""
    found = []
    for file in sorted((home / "spans").glob("*.jsonl*")):
        found += list(_read_file(file))
    return sorted(found, key=lambda span: span.start)


def find_trace(spans: Sequence[Span], wanted: str) -> list[Span]:
    """Return the spans of a trace, and of the traces that handled its messages in a batch.

    A consumer handles messages of many traces in one batch, and its span links to each of them. So
    a trace has caused the spans that link to it, those that link to these, and so on. `wanted` may
    be the beginning of an id.
    """
    traces = {span.trace_id for span in spans if span.trace_id.startswith(wanted.lower())}
    if len(traces) != 1:
        return []
    before = 0
    while len(traces) != before:
        before = len(traces)
        traces |= {
            span.trace_id for span in spans if any(trace_id in traces for trace_id, _ in span.links)
        }
    return [span for span in spans if span.trace_id in traces]


def latest_score(spans: Sequence[Span]) -> str | None:
    """Return the id of the last trace that led from a source system to a score.

    If there is none: the last trace that reached a score; if there is none either: None.
    """
    from_sources = {span.trace_id for span in spans if span.name == _SOURCE_SPAN}
    fallback = None
    for span in reversed(spans):
        if span.name != _SCORE_SPAN:
            continue
        causes = [trace_id for trace_id, _ in span.links] or [span.trace_id]
        for trace_id in reversed(causes):
            if trace_id in from_sources:
                return trace_id
        fallback = fallback or causes[-1]
    return fallback


def parents(spans: Iterable[Span]) -> dict[str, str]:
    """Return the parent of each span; without a parent, the span that it links to first."""
    known = {span.span_id: span for span in spans}
    found = {}
    for span in known.values():
        linked = [span_id for _, span_id in span.links if span_id in known]
        if span.parent_id in known:
            found[span.span_id] = span.parent_id or ""
        elif linked:
            found[span.span_id] = min(linked, key=lambda one: known[one].start)
    return found


def _read_file(file: Path) -> Iterator[Span]:
    component = file.name.split(".", 1)[0]
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                yield _span(json.loads(line), component)
            except (ValueError, KeyError):
                continue  # the last line of a process that was killed


def _span(written: dict[str, Any], component: str) -> Span:
    return Span(
        trace_id=_id(written["context"]["trace_id"]),
        span_id=_id(written["context"]["span_id"]),
        parent_id=_id(written["parent_id"]) if written["parent_id"] else None,
        name=written["name"],
        component=component,
        start=datetime.fromisoformat(written["start_time"]),
        end=datetime.fromisoformat(written["end_time"]),
        failed=written["status"].get("status_code") == "ERROR",
        attributes=tuple(written["attributes"].items()),
        links=tuple(
            (_id(link["context"]["trace_id"]), _id(link["context"]["span_id"]))
            for link in written["links"]
        ),
    )


def _id(written: str) -> str:
    return written.removeprefix("0x")
