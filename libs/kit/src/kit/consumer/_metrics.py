"""Metrics of consumers."""

from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from prometheus_client import Counter, Gauge, Histogram

Outcome = Literal["handled", "passed_over", "repeated", "dead_letter"]
BatchOutcome = Literal["committed", "retried", "split", "fenced", "failed"]

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300)
_ROWS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

_LAG = Gauge(
    "tolok_consumer_lag_records",
    "Records of a partition that the consumer has not committed yet.",
    ("group", "topic", "partition"),
)
_BATCH_RECORDS = Histogram(
    "tolok_consumer_batch_records", "Records of one committed batch.", ("group",), buckets=_ROWS
)
_BATCH_SECONDS = Histogram(
    "tolok_consumer_batch_seconds",
    "Time of one batch from its decoded records to its commit.",
    ("group",),
    buckets=_SECONDS,
)
_BATCHES = Counter("tolok_consumer_batches", "Batches by how they ended.", ("group", "outcome"))
_EVENTS = Counter(
    "tolok_consumer_events", "Events by what became of them.", ("group", "topic", "outcome")
)
_EVENT_AGE = Histogram(
    "tolok_consumer_event_age_seconds",
    "Time from an event to its committed effect; of a batch, some 128 evenly spread ones count.",
    ("group",),
    buckets=_SECONDS,
)
REBALANCES = Counter("tolok_consumer_rebalances", "New assignments of partitions.", ("group",))
_DEAD_LETTERS = Counter(
    "tolok_dead_letters", "Messages put into a dead-letter topic.", ("group", "topic")
)

_batch_records: Final = cache(_BATCH_RECORDS.labels)
_batch_seconds: Final = cache(_BATCH_SECONDS.labels)
event_age: Final = cache(_EVENT_AGE.labels)
_events: Final = cache(_EVENTS.labels)
lag: Final = cache(_LAG.labels)


def forget_lag(group: str, topic: str, partition: int) -> None:
    """Drop the lag of a partition that another consumer has now."""
    lag(group, topic, partition).set(0)
    lag.cache_clear()
    _LAG.remove(group, topic, str(partition))


def record_batch(group: str, *, records: int, seconds: float) -> None:
    _batch_records(group).observe(records)
    _batch_seconds(group).observe(seconds)
    record_batch_outcome(group, "committed")


def record_batch_outcome(group: str, outcome: BatchOutcome) -> None:
    _BATCHES.labels(group, outcome).inc()


def record_events(group: str, topic: str, outcome: Outcome, *, count: int) -> None:
    """Count events by what became of them."""
    if count == 0:
        return
    _events(group, topic, outcome).inc(count)
    if outcome == "dead_letter":
        _DEAD_LETTERS.labels(group, topic).inc(count)


def watch_dead_letters(group: str, topics: Iterable[str]) -> None:
    """Show a count of 0 from the start, so that an alert sees the first dead letter."""
    for topic in topics:
        _DEAD_LETTERS.labels(group, topic)
