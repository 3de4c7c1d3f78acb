"""Metrics of requests to other systems."""

from typing import Final

from prometheus_client import Counter

# An outcome is a status class or an error's name.
OUTGOING: Final = Counter(
    "tolok_outgoing_requests_total", "HTTP requests made to others.", ["client", "outcome"]
)
