"""Prometheus metrics of the HTTP edge, and the page that shows all metrics of a process.

Every module of metrics has the same shape: private constants, public `record_…` functions, labels
from closed sets, names that start with `tolok_`. All names are listed in docs/telemetry.md.
"""

from functools import cache
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

_REQUESTS: Final = Counter(
    "tolok_http_requests_total", "HTTP requests answered.", ["method", "route", "status"]
)
_REQUEST_SECONDS: Final = Histogram(
    "tolok_http_request_seconds",
    "Seconds from the first byte of a request to the last of its answer.",
    ["method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
_IDEMPOTENT_REPLAYS: Final = Counter(
    "tolok_idempotent_replays_total", "POSTs answered from a stored answer."
)
_KEY_FETCHES: Final = Counter(
    "tolok_jwks_fetches_total", "Fetches of the token issuer's keys.", ["outcome"]
)
_OUTGOING: Final = Counter(
    "tolok_outgoing_requests_total", "HTTP requests made to others.", ["client", "outcome"]
)

_request_counter: Final = cache(_REQUESTS.labels)
_request_timer: Final = cache(_REQUEST_SECONDS.labels)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def render() -> bytes:
    """Return all metrics of this process in the Prometheus text format."""
    return generate_latest(REGISTRY)


def record_request(method: str, route: str, *, status: int, seconds: float) -> None:
    """Count one answered request; `route` is the template, never the address asked for."""
    known = method if method in _METHODS else "OTHER"
    _request_counter(known, route, status).inc()
    _request_timer(known, route).observe(seconds)


def record_idempotent_replay() -> None:
    """Count a POST that was answered from a stored answer."""
    _IDEMPOTENT_REPLAYS.inc()


def record_key_fetch(*, succeeded: bool) -> None:
    """Count one fetch of the issuer's keys."""
    _KEY_FETCHES.labels("ok" if succeeded else "failed").inc()


def record_outgoing(client: str, outcome: str) -> None:
    """Count one request to another system; `outcome` is a status class or an error's name."""
    _OUTGOING.labels(client, outcome).inc()
