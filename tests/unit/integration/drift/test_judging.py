"""Whether a reading can be believed as a whole: its rows, its fields, and its silence."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.drift.domain.finding import KINDS, Finding, not_accepted, reason_of
from integration.drift.domain.judging import Listed, Listing, Thresholds, judge
from integration.reading.domain.row_error import RowError
from integration.reading.domain.shape import Shape, shape_of
from integration.sources.domain.limits import DriftLimits

LIMITS = Thresholds(broken_share=Fraction(1, 5), kept_share=Fraction(1, 2))
NOW = datetime(2026, 11, 30, tzinfo=UTC)
USUAL = [{"id": place, "amount": f"{place}00", "note": None} for place in range(1, 11)]


def errors(code: str, count: int) -> tuple[RowError, ...]:
    return tuple(
        RowError(resource="ceilings/2026", position=place, record_id=None, field="x", code=code)
        for place in range(count)
    )


def kinds(*listings: Listing, limits: Thresholds = LIMITS, **given: Any) -> list[str]:
    return [each.kind for each in judge(listings, limits, **given)]


def read(rows: int, *, before: int | None = None, **given: Any) -> Listing:
    last = None if before is None else Listed(rows=before)
    return Listing(resource="ceilings/2026", rows=rows, **{"before": last, **given})


def changed(
    before: list[Any], now: list[Any], limits: Thresholds = LIMITS
) -> list[tuple[str, str]]:
    listing = Listing(
        resource="x",
        rows=len(now),
        shape=shape_of(now),
        before=Listed(rows=len(before), shape=shape_of(before)),
    )
    return [(each.kind, each.field) for each in judge([listing], limits)]


@pytest.mark.parametrize(
    ("rows", "broken", "expected"),
    [
        (1, 1, []),  # one broken row is one broken row
        (10, 2, []),
        (10, 3, ["too_many_broken_rows"]),
        (3, 2, ["too_many_broken_rows"]),
        (1000, 200, []),
        (1000, 201, ["too_many_broken_rows"]),
    ],
)
def test_a_share_of_broken_rows_is_too_much(rows: int, broken: int, expected: list[str]) -> None:
    assert kinds(read(rows, errors=errors("not_a_number", broken))) == expected


@pytest.mark.parametrize("code", ["conflicting", "day_ahead"])
@pytest.mark.parametrize(
    ("rows", "failed", "expected"),
    [
        (80, 80, ["relevant_rows_failed"]),
        (80, 40, []),
        (80, 41, ["relevant_rows_failed"]),
        (9, 9, []),
    ],
)
def test_a_run_whose_relevant_rows_mostly_fail_is_no_reading(
    code: str, rows: int, failed: int, expected: list[str]
) -> None:
    assert kinds(read(rows, errors=errors(code, failed))) == expected


def test_rows_that_fail_in_many_short_listings_fail_together() -> None:
    short = [read(3, errors=errors("conflicting", 3)) for _ in range(4)]
    assert kinds(*short) == ["relevant_rows_failed"]
    assert kinds(*short, read(20)) == []


def test_units_that_nobody_mapped_are_not_broken_rows() -> None:
    assert kinds(read(10, errors=errors("unknown_unit", 10))) == []


def test_rows_of_ours_that_are_nobody_s_any_more_fell() -> None:
    """The system writes its units otherwise: all rows are there, and none is of a mapped unit."""
    now = read(100, own_rows=0, errors=errors("unknown_unit", 100))
    before = Listed(rows=100, own_rows=80)
    assert kinds(Listing(resource="x", rows=100, own_rows=0, before=before)) == ["own_rows_shrunk"]
    assert kinds(now) == []


@pytest.mark.parametrize(
    ("rows", "before", "expected"),
    [
        (0, None, []),  # read for the first time
        (0, 0, []),
        (0, 1, ["shrunk"]),
        (1, 2, []),
        (49, 100, ["shrunk"]),
        (50, 100, []),
        (500, 100, []),
        (1000, 100, []),
        (1001, 100, ["grown"]),
        (30, 2, []),  # of few rows, many are soon made
    ],
)
def test_a_listing_that_lost_or_won_most_of_its_rows_is_not_believed(
    rows: int, before: int | None, expected: list[str]
) -> None:
    assert kinds(read(rows, before=before)) == expected


def test_an_operator_can_say_that_less_is_right_and_nothing_else() -> None:
    found = judge([read(0, before=10), read(2000, before=10)], LIMITS)
    left = not_accepted(found, accept_shrinkage=True)
    assert [each.kind for each in found] == ["shrunk", "grown"]
    assert [each.kind for each in left] == ["grown"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda row: row, []),
        (lambda row: {**row, "created_by": "x"}, [("new_field", "created_by")]),
        (
            lambda row: {key: value for key, value in row.items() if key != "note"},
            [("missing_field", "note")],
        ),
        (lambda row: {**row, "amount": int(row["amount"])}, [("retyped_field", "amount")]),
        (lambda row: {**row, "amount": "0,00"}, [("all_zero", "amount")]),
        (lambda row: {**row, "note": 5}, []),  # an empty field that is used now
        (lambda row: {**row, "amount": None}, []),  # each is a row that says nothing
    ],
    ids=["same", "new", "missing", "retyped", "zero", "used", "empty"],
)
def test_fields_that_come_go_change_or_become_zero_are_found(
    change: Any, expected: list[tuple[str, str]]
) -> None:
    assert changed(USUAL, [change(row) for row in USUAL]) == expected


def test_a_field_of_few_rows_is_neither_new_nor_missing() -> None:
    some = [{**row, "seldom": 1} if place < 4 else row for place, row in enumerate(USUAL)]
    assert changed(USUAL, some) == []
    assert changed(some, USUAL) == []


def test_a_short_listing_is_not_compared_by_its_fields() -> None:
    other = [{"id": 1, "x": 2}]
    assert changed(USUAL[:4], other * 4) == []
    assert len(changed(USUAL[:5], other * 5)) == 3


def test_flags_that_are_all_off_are_no_zeros() -> None:
    """A schedule is unlocked for all: a sign for yes becomes a no everywhere."""
    on, off = ([{"id": place, "locked": flag} for place in range(9)] for flag in (1, 0))
    assert changed(on, off) == []


def test_targets_by_year_are_one_field() -> None:
    before = [{"id": 1, "targets": {"2025": "3", "2026": "4"}} for _ in range(6)]
    after = [{"id": 1, "targets": {"2026": "4", "2027": "5"}} for _ in range(6)]
    assert changed(before, after) == []


def test_a_field_that_was_seen_once_is_never_new_again() -> None:
    first = shape_of([{**row, "seldom": 1} for row in USUAL])
    second = shape_of(USUAL).after(first)
    assert "seldom" in second.fields
    listed = Listed(rows=10, shape=second)
    again = Listing(resource="x", rows=10, shape=first, before=listed)
    assert judge([again], LIMITS) == []


def test_silence_is_found_by_the_last_change() -> None:
    at = {"changed_at": NOW - timedelta(days=101), "at": NOW}
    assert kinds(limits=LIMITS, **at) == ["silent"]
    assert kinds(limits=LIMITS.of(DriftLimits(silent_days=101)), **at) == []
    assert kinds(limits=LIMITS, changed_at=None, at=NOW) == []


def test_a_source_has_thresholds_of_its_own() -> None:
    own = LIMITS.of(DriftLimits(kept_percent=10, new_fields=1, failed_percent=100))
    assert (own.kept_share, own.failed_share, own.new_fields) == (Fraction(1, 10), Fraction(1), 1)
    assert own.broken_share == LIMITS.broken_share
    assert changed(USUAL, [{**row, "x": 1} for row in USUAL], own) == []
    assert len(changed(USUAL, [{**row, "x": 1, "y": 1} for row in USUAL], own)) == 2


def test_every_finding_has_its_sentence_and_more_of_them_are_counted() -> None:
    found = [Finding(kind=kind, resource="a", field="{b}", found="1 -> 2") for kind in KINDS]
    assert all(each.reason.text.id and each.reason.text.en for each in found)
    assert reason_of(found).text.en.endswith(f"There are {len(KINDS) - 1} more findings.")
    assert reason_of(found[:1]) == found[0].reason


def test_findings_are_bounded() -> None:
    many = [{**row, **{f"x{place}": 1 for place in range(500)}} for row in USUAL]
    assert len(changed(USUAL, many)) == 50


@pytest.mark.parametrize(("own_rows", "expected"), [(100, []), (9, ["too_many_broken_rows"])])
def test_the_share_is_one_of_the_rows_of_the_units_that_are_mapped(
    own_rows: int, expected: list[str]
) -> None:
    broken = errors("not_a_number", 2) + errors("unknown_unit", 500)
    assert kinds(read(1000, own_rows=own_rows, errors=broken)) == expected


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.decimals(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(max_size=4), _VALUES, max_size=6) | _VALUES, max_size=12))
def test_whatever_a_source_sends_has_a_shape_that_is_stored_and_never_drifted_from_itself(
    rows: list[Any],
) -> None:
    shape = shape_of(rows)
    assert Shape.read(shape.written()) == shape
    assert all(name.isprintable() for name in shape.fields)
    assert changed(rows, rows) == []
