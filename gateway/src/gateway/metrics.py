"""Metrics of the gateway. Call sites use the functions, never a metric's name."""

from functools import cache
from typing import Final, Literal

from prometheus_client import Counter, Gauge, Histogram

Outcome = Literal[
    "answered", "unreachable", "busy", "slow", "too_large", "client_gone", "client_slow"
]
Ending = Literal["client_gone", "too_slow", "session_over", "stopping"]

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_FORWARDED: Final = Counter(
    "tolok_gateway_forwarded_total", "Requests forwarded to a service.", ["service", "outcome"]
)
_FORWARD_SECONDS: Final = Histogram(
    "tolok_gateway_forward_seconds",
    "Seconds until a service began its answer.",
    ["service"],
    buckets=_SECONDS,
)
_RATE_LIMITED: Final = Counter(
    "tolok_gateway_rate_limited_total", "Requests refused because of a limit."
)
_TOKENS: Final = Counter(
    "tolok_gateway_tokens_total", "Token requests of the sandbox's issuer.", ["outcome"]
)
_STREAMS: Final = Gauge("tolok_gateway_streams", "Open streams.")
_STREAMS_ENDED: Final = Counter(
    "tolok_gateway_streams_ended_total", "Streams by how they ended.", ["ending"]
)
_STREAM_EVENTS: Final = Counter(
    "tolok_gateway_stream_events_total", "Events sent to subscribers of the stream."
)
_CATCH_UPS: Final = Counter(
    "tolok_gateway_stream_catch_ups_total", "Times a stream read missed events from Kafka."
)
_UNREADABLE: Final = Counter(
    "tolok_gateway_unreadable_events_total", "Records that the stream could not read.", ["topic"]
)
_FOLLOWING: Final = Gauge(
    "tolok_gateway_following", "1 while the gateway reads the topic, else 0.", ["topic"]
)


def record_forwarded(service: str, outcome: Outcome) -> None:
    """Count one forwarded request, by how it ended."""
    _forwarded(service, outcome).inc()


def record_forward_seconds(service: str, seconds: float) -> None:
    """Record how long a service took to begin its answer."""
    _forward_seconds(service).observe(seconds)


def record_rate_limited() -> None:
    """Count a request refused because of a limit."""
    _RATE_LIMITED.inc()


def record_token(*, issued: bool) -> None:
    """Count one request for a token."""
    _TOKENS.labels("issued" if issued else "refused").inc()


def record_stream_opened() -> None:
    """Count a stream that was opened."""
    _STREAMS.inc()


def record_stream_ended(ending: Ending) -> None:
    """Count a stream that has ended."""
    _STREAMS.dec()
    _STREAMS_ENDED.labels(ending).inc()


def record_stream_events(count: int) -> None:
    """Count events sent to a subscriber."""
    _STREAM_EVENTS.inc(count)


def record_catch_up() -> None:
    """Count one read of missed events from Kafka."""
    _CATCH_UPS.inc()


def record_unreadable(topic: str) -> None:
    """Count a record that the stream could not read."""
    _UNREADABLE.labels(topic).inc()


def record_following(topic: str, *, now: bool) -> None:
    """Record whether the gateway reads the topic."""
    _FOLLOWING.labels(topic).set(1 if now else 0)


@cache
def _forwarded(service: str, outcome: Outcome) -> Counter:
    return _FORWARDED.labels(service, outcome)


@cache
def _forward_seconds(service: str) -> Histogram:
    return _FORWARD_SECONDS.labels(service)
