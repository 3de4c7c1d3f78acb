"""Metrics of the readings. The labels are the kinds of systems and the ways a run can end."""

from functools import cache
from typing import Final, Literal

from prometheus_client import Counter, Gauge, Histogram

Outcome = Literal["succeeded", "partial", "failed", "abandoned", "broken"]

_RUNS: Final = Counter(
    "tolok_source_runs_total", "Readings of sources by how they ended.", ["system", "outcome"]
)
_RUN_SECONDS: Final = Histogram(
    "tolok_source_run_seconds",
    "Seconds from the claim of a source to the commit of what was read.",
    ["system"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120),
)
_ROWS: Final = Counter("tolok_source_rows_total", "Rows that sources answered with.", ["system"])
_ROW_ERRORS: Final = Counter(
    "tolok_source_row_errors_total", "Rows that could not be read.", ["system"]
)
_RECORDS: Final = Counter(
    "tolok_source_records_changed_total", "Records that were new, changed or gone.", ["system"]
)
_FACTS: Final = Counter(
    "tolok_source_facts_emitted_total",
    "Facts whose state changed, by the new state.",
    ["system", "status"],
)
_UP: Final = Gauge(
    "tolok_source_up",
    "Whether this worker's last reading of the source succeeded (1) or failed (0).",
    ["source"],
)
_BROKEN_CREDENTIALS: Final = Gauge(
    "tolok_source_credentials_broken", "Files of source credentials that cannot be used"
)

_runs: Final = cache(_RUNS.labels)
_run_seconds: Final = cache(_RUN_SECONDS.labels)
_rows: Final = cache(_ROWS.labels)
_row_errors: Final = cache(_ROW_ERRORS.labels)
_records: Final = cache(_RECORDS.labels)
_facts: Final = cache(_FACTS.labels)


def record_broken_credentials(count: int) -> None:
    """Record how many files of credentials cannot be used."""
    _BROKEN_CREDENTIALS.set(count)


def record_run(system: str, outcome: Outcome, *, seconds: float) -> None:
    """Record a reading that ended."""
    _runs(system, outcome).inc()
    _run_seconds(system).observe(seconds)


def record_rows(system: str, *, rows: int, errors: int, records: int) -> None:
    """Count rows, broken rows and changed records of a reading."""
    _rows(system).inc(rows)
    _row_errors(system).inc(errors)
    _records(system).inc(records)


def record_facts(system: str, status: str, count: int) -> None:
    """Count facts that were emitted."""
    _facts(system, status).inc(count)


def record_up(source_code: str, *, up: bool) -> None:
    """Record whether a source could be read; sources are few and registered by operators."""
    _UP.labels(source_code).set(1 if up else 0)
