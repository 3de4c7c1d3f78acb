"""Metrics of the outbox and its relay."""

from typing import Literal

from prometheus_client import Counter, Gauge, Histogram

Path = Literal["commit", "recovery"]

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300)

OUTBOX_DEPTH = Gauge("tolok_outbox_depth_rows", "Rows waiting in the service's outbox table.")
OUTBOX_AGE = Gauge("tolok_outbox_oldest_seconds", "Age of the oldest row in the outbox table.")
_PUBLISHED = Counter(
    "tolok_outbox_published_rows", "Outbox rows that the broker confirmed.", ("path",)
)
_PUBLISH_SECONDS = Histogram(
    "tolok_outbox_publish_seconds", "Time until the broker confirmed a batch.", buckets=_SECONDS
)
PUBLISH_FAILURES = Counter(
    "tolok_outbox_publish_failures", "Batches of which the broker did not confirm everything."
)


def record_published(path: Path, *, rows: int, seconds: float) -> None:
    """Record a confirmed batch of outbox rows, sent after a commit or by the poller."""
    _PUBLISHED.labels(path).inc(rows)
    _PUBLISH_SECONDS.observe(seconds)
