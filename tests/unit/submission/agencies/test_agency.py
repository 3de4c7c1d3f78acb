"""Agencies: dates, parents and circles."""

from dataclasses import replace
from datetime import date

import pytest

from rules.period import parse_period
from submission.agencies.domain import Agency, check_agency

REGION = Agency(
    code="9901",
    name="Kabupaten",
    short_name=None,
    kind="region",
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
