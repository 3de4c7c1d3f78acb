from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.component.integration.world import planning_source

from integration.runs.domain.outcome import (
    Pause,
    Success,
    after_failure,
    after_quarantine,
    after_success,
)
from integration.sources.domain.reason import Reason
from integration.sources.domain.state import SourceState
from rules.text import Text

NOW = datetime(2026, 11, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
REASON = Reason("deadline", Text("melewati batas waktu", "took too long"))
PAUSE = Pause(longest_seconds=300, jitter=0)
NEW = SourceState(
    source_code="planning",
    health="unread",
    health_revision=0,
    last_success_at=None,
    failed_at=None,
    failure=None,
    failures=0,
    next_due_at=NOW,
    lease_token=None,
    lease_until=None,
    read_revision=None,
    read_adapter=None,
    row_error_hash=None,
)
SOURCE = planning_source(interval_seconds=60)
SUCCESS = Success(source_revision=3, adapter="e-planning@1", row_error_hash="abc", at=LATER)


def failed(state: SourceState, at: datetime = NOW) -> SourceState:
    return after_failure(state, REASON, at=at, interval_seconds=60, pause=PAUSE)


def test_only_the_first_failure_of_a_row_is_told() -> None:
    first = failed(NEW)
    second = failed(first, at=LATER)

    assert (first.health, first.health_revision, first.failed_at) == ("failed", 1, NOW)
    assert (second.health_revision, second.failed_at, second.failures) == (1, NOW, 2)
    assert second.failure == REASON


def test_the_pause_grows_with_the_failures() -> None:
    first = failed(NEW)

    assert first.next_due_at == NOW + timedelta(seconds=60)
    assert failed(first).next_due_at == NOW + timedelta(seconds=120)


def test_a_success_forgets_the_failures_and_counts_the_recovery() -> None:
    recovered = after_success(failed(NEW), SUCCESS, interval_seconds=60)

    assert (recovered.health, recovered.health_revision) == ("up", 2)
    assert (recovered.failed_at, recovered.failure, recovered.failures) == (None, None, 0)
    assert recovered.next_due_at == LATER + timedelta(seconds=60)


def test_the_first_success_is_no_recovery() -> None:
    read = after_success(NEW, SUCCESS, interval_seconds=60)

    assert (read.health, read.health_revision, read.last_success_at) == ("up", 0, LATER)
    assert (read.read_revision, read.read_adapter) == (3, "e-planning@1")
    assert read.row_error_hash == "abc"


def held(state: SourceState, *, is_new: bool = True) -> SourceState:
    return after_quarantine(state, REASON, at=NOW, source=SOURCE, is_new=is_new)


def test_a_source_that_drifted_is_not_up_and_is_read_when_it_would_be_anyway() -> None:
    found = held(NEW)
    assert (found.health, found.health_revision, found.failures) == ("quarantined", 1, 0)
    assert found.next_due_at == NOW + timedelta(seconds=60)
    assert held(found, is_new=False).health_revision == 1
    recovered = after_success(found, SUCCESS, interval_seconds=60)
    assert (recovered.health, recovered.health_revision) == ("up", 2)
    assert recovered.failed_at is None


def test_a_failure_is_told_also_where_a_reading_is_held() -> None:
    found = failed(held(NEW), at=LATER)
    assert (found.health, found.health_revision, found.failed_at) == ("failed", 2, NOW)


def test_a_source_that_asks_for_a_pause_gets_it() -> None:
    asked = Pause(longest_seconds=300, jitter=0, asked_seconds=900)
    found = after_failure(NEW, REASON, at=NOW, interval_seconds=60, pause=asked)
    assert found.next_due_at == NOW + timedelta(seconds=900)


def test_only_a_change_moves_the_day_of_the_last_change() -> None:
    first = after_success(NEW, replace(SUCCESS, is_change=False), interval_seconds=60)
    assert first.changed_at == LATER  # seen for the first time
    again = replace(SUCCESS, at=LATER + timedelta(days=1), is_change=False)
    assert after_success(first, again, interval_seconds=60).changed_at == LATER
