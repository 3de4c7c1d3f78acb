"""How findings go on: nothing is resolved in doubt, and no explanation outlives its state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from integration.reconciliation.domain.finding import (
    Disagreement,
    Explanation,
    Finding,
    FindingKey,
    Undecided,
)
from integration.reconciliation.domain.lifecycle import changes, explain
from integration.sources.domain.reason import Reason
from rules.text import Text

AT = datetime(2026, 3, 1, tzinfo=UTC)
LATER = AT + timedelta(days=1)
KEY = FindingKey("9901.1", 2026, "ceiling_exceeded", "1.01.02.2.01")
SAID = Disagreement(
    key=KEY, cause="above_ceiling", sides=(), matched_by="code", amount="11", difference="1"
)
WHY = Reason("source_failed", Text("mati", "down"))


def seen() -> Finding:
    (change,) = changes({}, [SAID], (), at=AT)
    assert change.event == "seen"
    return change.finding


def explained() -> Finding:
    return explain(seen(), Explanation("begitu", "petugas", LATER)).finding


def test_the_same_again_changes_nothing() -> None:
    assert list(changes({KEY: seen()}, [SAID], (), at=LATER)) == []
    assert list(changes({KEY: explained()}, [SAID], (), at=LATER)) == []


def test_what_is_not_found_any_more_is_resolved_by_the_data() -> None:
    (change,) = changes({KEY: seen()}, [], (), at=LATER)
    after = change.finding
    assert (change.event, after.status, after.resolved_at) == ("resolved", "resolved", LATER)
    assert (after.revision, after.first_seen_at) == (2, AT)


def test_what_nobody_can_tell_is_neither_resolved_nor_open_for_sure() -> None:
    undecided = [Undecided(frozenset({"ceiling_exceeded"}), None, WHY)]
    (change,) = changes({KEY: seen()}, [], undecided, at=LATER)
    assert (change.event, change.finding.status, change.finding.doubt) == ("doubted", "open", WHY)
    assert list(changes({KEY: change.finding}, [], undecided, at=LATER)) == []
    (again,) = changes({KEY: change.finding}, [SAID], (), at=LATER)
    assert (again.event, again.finding.doubt) == ("certain", None)
    judged = [replace(undecided[0], but=frozenset({KEY.subject}))]
    (gone,) = changes({KEY: change.finding}, [], judged, at=LATER)
    assert gone.event == "resolved"


def test_an_explanation_holds_until_the_sides_say_something_else() -> None:
    other = replace(SAID, difference="2")
    (change,) = changes({KEY: explained()}, [other], (), at=LATER)
    assert (change.event, change.finding.status) == ("reopened", "open")
    assert change.finding.explanation is None


def test_a_finding_that_comes_back_is_the_same_one_and_open() -> None:
    (gone,) = changes({KEY: explained()}, [], (), at=LATER)
    (back,) = changes({KEY: gone.finding}, [SAID], (), at=LATER)
    after = back.finding
    assert (back.event, after.status, after.resolved_at) == ("reopened", "open", None)
    assert (after.finding_id, after.first_seen_at) == (seen().finding_id, AT)
    assert after.explanation is None
