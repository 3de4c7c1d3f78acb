"""Deadlines end with the local day. The cases of `shared/cases/deadlines.json` are among these."""

from datetime import date, datetime, time
from fractions import Fraction

import pytest

from rules.period import parse_period
from submission.agencies.domain import TimeZone
from submission.campaigns.domain.deadline import ZONE_NAMES, Deadline, today_in

OCTOBER = parse_period("2026-10")
ZONES = {name: zone for zone, name in ZONE_NAMES.items()}
TENTH = Deadline.after(OCTOBER, Fraction(10))


@pytest.mark.parametrize(
    ("zone", "at", "accepted"),
    [
        ("WIB", "2026-11-10T16:59:59Z", True),
        ("WIB", "2026-11-10T17:00:00Z", False),
        ("WITA", "2026-11-10T15:59:59Z", True),
        ("WITA", "2026-11-10T16:00:00Z", False),
        ("WIT", "2026-11-10T14:59:59Z", True),
        ("WIT", "2026-11-10T15:00:00Z", False),
        ("WIB", "2026-11-09T17:00:00Z", True),  # the last day has begun, and is not lost
    ],
)
def test_the_last_day_is_open_until_it_ends_in_the_zone_of_the_region(
    *, zone: str, at: str, accepted: bool
) -> None:
    assert Deadline(date(2026, 11, 10)) == TENTH
    assert TENTH.has_passed(datetime.fromisoformat(at), ZONES[zone]) is not accepted  # type: ignore[index] # one of the three


@pytest.mark.parametrize(
    ("at", "accepted"), [("2025-02-02T04:59:59Z", True), ("2025-02-02T05:00:00Z", False)]
)
def test_a_rule_in_parts_of_days_ends_within_a_day(*, at: str, accepted: bool) -> None:
    deadline = Deadline.after(parse_period("2025-01"), Fraction(3, 2))
    assert deadline == Deadline(date(2025, 2, 2), time(12))
    assert deadline.has_passed(datetime.fromisoformat(at), "Asia/Jakarta") is not accepted


@pytest.mark.parametrize("zone", [*ZONE_NAMES])
def test_a_refusal_can_name_the_deadline_with_its_zone(zone: TimeZone) -> None:
    told = TENTH.told(zone)
    assert told.id == f"akhir hari 2026-11-10 {ZONE_NAMES[zone]}"
    noon = Deadline(date(2025, 2, 2), time(12)).told(zone)
    assert noon.en == f"2025-02-02 12:00 {ZONE_NAMES[zone]}"


def test_today_is_the_local_day() -> None:
    at = datetime.fromisoformat("2026-10-31T16:30:00Z")
    assert today_in("Asia/Jakarta", at) == date(2026, 10, 31)
    assert today_in("Asia/Makassar", at) == date(2026, 11, 1)
