"""Metrics of requests to other systems."""

from typing import Final

from prometheus_client import Counter

_OUTGOING: Final = Counter(
    "tolok_outgoing_requests_total", "HTTP requests made to others.", ["client", "outcome"]
)


def record_outgoing(client: str, outcome: str) -> None:
    """Count one request to another system; `outcome` is a status class or an error's name."""
    _OUTGOING.labels(client, outcome).inc()
