from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from integration.facts.domain.fact import FactKey, Observation, Value, references
from integration.facts.domain.transition import FactState, Moment, Scope, transitions
from integration.records.domain.record import Record

KEY = FactKey("9901.1", "planning.renja_approved", "2026")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOMENT = Moment(run_id=UUID(int=1), adapter="e-planning@1", at=NOW)
SCOPE = Scope(agency_codes=frozenset({"9901.1"}), years=frozenset({2026}))


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
