"""Metrics of scoring. Call sites use the functions, never a metric's name."""

from collections.abc import Mapping
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_SECONDS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300)

_RECOMPUTED: Final = Counter(
    "tolok_scoring_assessments_recomputed", "Assessments added up anew because something changed."
)
_CHANGED: Final = Counter("tolok_scoring_scores_changed", "Scores that moved and were announced.")
_EVENT_TO_SCORE: Final = Histogram(
    "tolok_scoring_event_to_score_seconds",
    "Time from the oldest event behind a changed score to the score's commit;"
    " at most 128 evenly spread scores of a batch count.",
    buckets=_SECONDS,
)
_PARKED: Final = Counter(
    "tolok_scoring_levels_parked", "Decisions that had to wait for their assessment or edition."
)
_REFUSED: Final = Counter(
    "tolok_scoring_parked_levels_refused", "Waiting decisions that their edition then refused."
)
_RESULTS: Final = Counter(
    "tolok_scoring_results_published", "Published results, first ones and corrections.", ["kind"]
)
_PUBLISHED, _CORRECTED = (_RESULTS.labels(kind) for kind in ("first", "correction"))
_WAITING: Final = Gauge(
    "tolok_scoring_publications_waiting",
    "Requests to publish that are tried again: no key to sign with, not known yet, or broken off.",
    ["why"],
)
_WAITING_BY_WHY: Final = {why: _WAITING.labels(why) for why in ("no_key", "unknown", "failed")}
_REFUSED_PUBLICATIONS: Final = Counter(
    "tolok_scoring_publications_refused", "Requests to publish that were answered with reasons."
)
_VERIFICATIONS: Final = Counter(
    "tolok_scoring_verifications", "Verified packages, results and chains.", ["outcome"]
)
_WHOLE, _FLAWED = (_VERIFICATIONS.labels(outcome) for outcome in ("whole", "flawed"))


def record_recomputed(*, assessments: int, changed: int) -> None:
    """Count what one batch recomputed, and the scores that moved."""
    _RECOMPUTED.inc(assessments)
    _CHANGED.inc(changed)


def record_event_to_score(seconds: float) -> None:
    """Record how long a score needed to follow its event."""
    _EVENT_TO_SCORE.observe(max(0.0, seconds))


def record_parked(levels: int) -> None:
    """Count decisions that wait."""
    _PARKED.inc(levels)


def record_parked_refused(levels: int) -> None:
    """Count waiting decisions that were refused."""
    _REFUSED.inc(levels)


def record_published(*, is_correction: bool) -> None:
    """Count a published result."""
    (_CORRECTED if is_correction else _PUBLISHED).inc()


def record_waiting_publications(counts: Mapping[str, int]) -> None:
    """Record how many requests to publish wait, by the reason."""
    for why, gauge in _WAITING_BY_WHY.items():
        gauge.set(counts.get(why, 0))


def record_refused_publication() -> None:
    """Count a request to publish that was answered with reasons."""
    _REFUSED_PUBLICATIONS.inc()


def record_verified(*, is_intact: bool) -> None:
    """Count a verification by whether all was as published."""
    (_WHOLE if is_intact else _FLAWED).inc()
