from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from integration.facts.domain.fact import FactKey, LastGood, Observation, Value, references
from integration.facts.domain.transition import FactState, Moment, Scope, transitions
from integration.records.domain.record import Record
from integration.sources.domain.reason import Reason
from rules.text import Text

KEY = FactKey("9901.1", "planning.renja_approved", "2026")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOMENT = Moment(run_id=UUID(int=1), adapter="e-planning@1", at=NOW)
SCOPE = Scope(frozenset({"9901.1"}), frozenset({2026}))


def seen(value: Value, key: FactKey = KEY) -> Observation:
    return Observation(key, value, (Record.of("document", "1", {"year": 2026}),))


@pytest.mark.parametrize("value", [True, False, "0", "12.5", None])
def test_a_first_reading_is_the_first_state(value: Value) -> None:
    (fact,) = transitions({}, [seen(value)], scope=SCOPE, moment=MOMENT)
    assert fact.revision == 1
    assert fact.status == ("absent" if value is None else "value")
    assert (fact.value, fact.observed_at, fact.record_count) == (value, NOW, 1)


@pytest.mark.parametrize(("status", "value"), [("value", True), ("value", "0"), ("absent", None)])
def test_the_same_reading_again_is_no_change(status: str, value: Value) -> None:
    state = FactState(3, status, value)  # type: ignore[arg-type] # a status of the parameters
    assert list(transitions({KEY: state}, [seen(value)], scope=SCOPE, moment=MOMENT)) == []


@pytest.mark.parametrize(
    "state",
    [
        FactState(3, "value", False),
        FactState(3, "value", "1"),
        FactState(3, "absent", None),
        FactState(3, "unknown", None),
    ],
)
def test_another_reading_is_the_next_state(state: FactState) -> None:
    (fact,) = transitions({KEY: state}, [seen(True)], scope=SCOPE, moment=MOMENT)
    assert (fact.revision, fact.status, fact.value) == (4, "value", True)


def test_true_is_not_one() -> None:
    state = FactState(1, "value", "1")
    (fact,) = transitions({KEY: state}, [seen(True)], scope=SCOPE, moment=MOMENT)
    assert fact.value is True


def test_a_fact_in_scope_that_is_not_read_any_more_is_absent() -> None:
    month = FactKey("9901.1", "budgeting.realisation", "2026-03")
    (fact,) = transitions({month: FactState(1, "value", "5")}, [], scope=SCOPE, moment=MOMENT)
    assert (fact.status, fact.revision, fact.reason) == ("absent", 2, None)
    again = {month: FactState(2, "absent", None)}
    assert list(transitions(again, [], scope=SCOPE, moment=MOMENT)) == []


def test_a_fact_of_an_agency_that_is_no_longer_mapped_is_unknown() -> None:
    other = FactKey("9901.2", "planning.renja_approved", "2026")
    (fact,) = transitions({other: FactState(1, "value", True)}, [], scope=SCOPE, moment=MOMENT)
    assert (fact.status, fact.last_good) == ("unknown", None)
    assert fact.reason is not None
    again = {other: FactState(2, "unknown", None)}
    assert list(transitions(again, [], scope=SCOPE, moment=MOMENT)) == []


def test_a_year_that_is_no_longer_read_keeps_its_facts() -> None:
    old = FactKey("9901.1", "planning.renja_approved", "2024")
    state = {old: FactState(1, "value", True)}
    assert list(transitions(state, [], scope=SCOPE, moment=MOMENT)) == []


def test_a_fact_names_the_twenty_records_that_changed_last() -> None:
    records = [
        Record("document", f"{place:02d}", None, {}, "0" * 64, None, 1, NOW + timedelta(place))
        for place in range(30)
    ]
    named = references(records)
    assert [item.record_id for item in named] == [f"{place:02d}" for place in range(29, 9, -1)]


def test_a_fact_in_doubt_is_unknown_and_says_what_was_known_before() -> None:
    reason = Reason("conflicting_rows", Text("bertentangan", "they contradict"))
    doubtful = Observation(KEY, None, (), reason)
    known = FactState(3, "value", True, observed_at=NOW - timedelta(2))
    moment = replace(MOMENT, confirmed_at=NOW - timedelta(1))
    (fact,) = transitions({KEY: known}, [doubtful], scope=SCOPE, moment=moment)
    assert (fact.status, fact.value, fact.reason) == ("unknown", None, reason)
    assert fact.last_good is not None
    assert (fact.last_good.value, fact.last_good.confirmed_at) == (True, NOW - timedelta(1))
    state = FactState(4, "unknown", None, reason, NOW, (), fact.last_good)
    assert list(transitions({KEY: state}, [doubtful], scope=SCOPE, moment=moment)) == []
    other = replace(doubtful, doubt=Reason("unreadable_rows", reason.text))
    (again,) = transitions({KEY: state}, [other], scope=SCOPE, moment=moment)
    assert (again.revision, again.last_good) == (5, fact.last_good)


def test_a_fact_in_doubt_at_first_sight_has_nothing_to_fall_back_on() -> None:
    doubtful = Observation(KEY, None, (), Reason("conflicting_rows", Text("x", "x")))
    (fact,) = transitions({}, [doubtful], scope=SCOPE, moment=MOMENT)
    assert (fact.status, fact.last_good) == ("unknown", None)


def test_an_unmapped_agency_loses_its_last_good_value_whatever_the_fact_was() -> None:
    other = FactKey("9901.2", "planning.renja_approved", "2026")
    good = LastGood(status="value", value=True, observed_at=NOW, confirmed_at=NOW, records=())
    state = {other: FactState(2, "unknown", None, last_good=good)}
    (fact,) = transitions(state, [], scope=SCOPE, moment=MOMENT)
    assert (fact.status, fact.last_good) == ("unknown", None)
