"""What a process says of itself: log lines, traces, metrics, and whether it is ready."""

from kit.observe._health import Check, health_endpoints
from kit.observe._logs import get_logger, set_up_logs
from kit.observe._tracing import (
    current_traceparent,
    end_traces,
    forget_span,
    hide_query,
    set_up_traces,
    span,
)

__all__ = [
    "Check",
    "current_traceparent",
    "end_traces",
    "forget_span",
    "get_logger",
    "health_endpoints",
    "hide_query",
    "set_up_logs",
    "set_up_traces",
    "span",
]
