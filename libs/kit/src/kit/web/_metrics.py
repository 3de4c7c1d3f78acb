"""Metrics of requests that are answered."""

from functools import cache
from typing import Final

from prometheus_client import Counter, Histogram

_REQUESTS: Final = Counter(
    "tolok_http_requests_total", "HTTP requests answered.", ["method", "route", "status"]
)
_REQUEST_SECONDS: Final = Histogram(
    "tolok_http_request_seconds",
    "Seconds from the first byte of a request to the last of its answer.",
    ["method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
IDEMPOTENT_REPLAYS: Final = Counter(
    "tolok_idempotent_replays_total", "POSTs answered from a stored answer."
)
_request_counter: Final = cache(_REQUESTS.labels)
_request_timer: Final = cache(_REQUEST_SECONDS.labels)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def record_request(method: str, route: str, *, status: int, seconds: float) -> None:
    """Count one answered request; `route` is the template, never the address asked for."""
    known = method if method in _METHODS else "OTHER"
    _request_counter(known, route, status).inc()
    _request_timer(known, route).observe(seconds)
