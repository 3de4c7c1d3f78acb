"""Agencies: dates, parents and circles."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from rules.period import parse_period
from submission.agencies.domain import Agency, AgencyKind, check_agency

REGION = Agency(
    code="9901",
    name="Kabupaten",
    short_name=None,
    kind="regency",
    parent_code=None,
    valid_from=date(2000, 1, 1),
    valid_until=None,
)
OFFICE = replace(REGION, code="9901.1", kind="agency", parent_code="9901")


def pointers(agency: Agency, parent: Agency | None, *line: str) -> list[str]:
    return [rule.pointer for rule in check_agency(agency, parent, line=line)]


def test_region_and_its_agency_break_no_rule() -> None:
    assert pointers(REGION, None) == []
    assert pointers(OFFICE, REGION, "9901") == []


@pytest.mark.parametrize(
    ("agency", "parent", "line", "pointer"),
    [
        (replace(OFFICE, parent_code=None), None, (), "/parent_code"),
        (replace(OFFICE, parent_code="9999"), None, (), "/parent_code"),
        (replace(OFFICE, parent_code="9901.1"), OFFICE, ("9901.1", "9901"), "/parent_code"),
        (
            replace(REGION, parent_code="9901.1"),
            OFFICE,
            ("9901.1", "9901"),
            "/parent_code",
        ),
        (replace(REGION, code="8801", parent_code="9901.1"), OFFICE, ("9901.1",), "/parent_code"),
        (replace(REGION, valid_until=date(1999, 12, 31)), None, (), "/valid_until"),
    ],
)
def test_broken_rule_names_its_field(
    agency: Agency, parent: Agency | None, line: tuple[str, ...], pointer: str
) -> None:
    assert pointers(agency, parent, *line) == [pointer]


PLACES: dict[AgencyKind, set[AgencyKind | None]] = {
    "ministry": {None},
    "province": {None, "ministry"},
    "regency": {None, "ministry", "province"},
    "city": {None, "ministry", "province"},
    "agency": {"ministry", "province", "regency", "city", "agency"},
    "unit": {"ministry", "province", "regency", "city", "agency", "unit"},
}
KINDS: tuple[AgencyKind, ...] = get_args(AgencyKind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("above", [None, *KINDS])
def test_which_kinds_may_stand_below_which(kind: AgencyKind, above: AgencyKind | None) -> None:
    parent = None if above is None else replace(REGION, code="1", kind=above)
    agency = replace(REGION, code="2", kind=kind, parent_code=None if parent is None else "1")
    is_allowed = above in PLACES[kind]
    assert pointers(agency, parent, "1") == ([] if is_allowed else ["/parent_code"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_stays_one_below_which_its_children_may_stand(kind: AgencyKind) -> None:
    agency = replace(REGION, kind="regency")
    wrong = check_agency(agency, None, line=(), children=[kind])
    is_allowed = "regency" in PLACES[kind]
    assert [each.pointer for each in wrong] == ([] if is_allowed else ["/agency_kind"])


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "there"),
    [
        (date(2026, 1, 1), None, True),
        (date(2026, 11, 30), None, True),
        (date(2026, 12, 1), None, False),
        (date(2020, 1, 1), date(2026, 11, 1), True),
        (date(2020, 1, 1), date(2026, 10, 31), False),
    ],
)
def test_agency_is_there_on_at_least_one_day(
    valid_from: date,
    valid_until: date | None,
    there: bool,  # noqa: FBT001 - an expected value
) -> None:
    period = parse_period("2026-11")
    assert period is not None
    agency = replace(OFFICE, valid_from=valid_from, valid_until=valid_until)
    assert agency.exists_in(period) is there


@pytest.mark.parametrize(
    ("valid_until", "today", "takes_part"),
    [
        (None, date(2026, 11, 10), True),
        (date(2026, 11, 10), date(2026, 11, 10), True),
        (date(2026, 11, 9), date(2026, 11, 10), False),
        # Of a past month it is assessed if it lived to its end; else its successors are.
        (date(2026, 11, 30), date(2026, 12, 5), True),
        (date(2026, 11, 29), date(2026, 12, 5), False),
    ],
)
def test_what_has_ended_takes_no_part_in_a_new_campaign(
    valid_until: date | None,
    today: date,
    takes_part: bool,  # noqa: FBT001 - an expected value
) -> None:
    period = parse_period("2026-11")
    assert period is not None
    agency = replace(OFFICE, valid_from=date(2020, 1, 1), valid_until=valid_until)
    assert agency.takes_part_in(period, today) is takes_part
