"""Traces: W3C `traceparent` in and out, spans with links, sent to a collector or to a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from urllib.parse import parse_qsl
from weakref import WeakSet

from opentelemetry import trace
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags
from opentelemetry.util.types import AttributeValue

from kit.settings import AppSettings

_TRACEPARENT: Final = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})"
)
_QUERY: Final = "url.query"
_NAME: Final = re.compile(r"[a-z_]{1,40}")
_tracer: Final = trace.get_tracer("tolok")
# A span that never ends is never exported.
_forgotten: Final[WeakSet[Span]] = WeakSet()


def set_up_traces(settings: AppSettings) -> None:
    """Export spans as the settings say; without an endpoint and a file, no spans are made."""
    if settings.otlp_endpoint is None and settings.span_file is None:
        return
    # A process that exports nothing does not pay for the SDK at its start.
    from kit.observe._span_export import provider  # noqa: PLC0415 - see above

    trace.set_tracer_provider(provider(settings))


def end_traces() -> None:
    """Send the spans that are still in memory, and stop."""
    stop = getattr(trace.get_tracer_provider(), "shutdown", None)
    if stop is not None:
        stop()


def current_traceparent() -> str | None:
    """Return the `traceparent` of the current span, None outside of spans."""
    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        return None
    trace_id, span_id = trace.format_trace_id(here.trace_id), trace.format_span_id(here.span_id)
    return f"00-{trace_id}-{span_id}-{here.trace_flags:02x}"


@contextmanager
def span(
    name: str,
    *,
    traceparent: str | None = None,
    links: Sequence[str | None] = (),
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, AttributeValue] | None = None,
) -> Iterator[Span]:
    """Make a span around a block.

    Its parent is `traceparent` if it is given, else the current span; `links` are the
    traceparents of what is handled together, such as the messages of a batch.
    """
    parent = _context_of(traceparent)
    made = _tracer.start_span(
        name,
        context=None if parent is None else trace.set_span_in_context(NonRecordingSpan(parent)),
        kind=kind,
        attributes=attributes,
        links=[Link(linked) for linked in map(_context_of, links) if linked is not None],
    )
    try:
        with trace.use_span(made):
            yield made
    finally:
        if made not in _forgotten:
            made.end()


def hide_query() -> None:
    """Leave no value of a query in the current span: some clients put their token there."""
    here = trace.get_current_span()
    query = getattr(here, "attributes", None) or {}
    if _QUERY in query:
        pairs = parse_qsl(str(query[_QUERY]), keep_blank_values=True)
        names = (name if _NAME.fullmatch(name) else "hidden" for name, _ in pairs)
        here.set_attribute(_QUERY, "&".join(f"{name}=hidden" for name in names))


def forget_span(made: Span) -> None:
    """Do not export a span that is still open, for work that turned out to change nothing.

    Its traceparent may have been sent to another process; that trace then lacks this span.
    """
    _forgotten.add(made)


def _context_of(traceparent: str | None) -> SpanContext | None:
    match = _TRACEPARENT.match(traceparent) if traceparent else None
    if match is None:
        return None
    return SpanContext(
        trace_id=int(match["trace"], 16),
        span_id=int(match["span"], 16),
        is_remote=True,
        trace_flags=TraceFlags(int(match["flags"], 16)),
    )
