"""What counts in a quarter: what was due, with what is done of it by its last day."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submission.agencies.domain import Agency
from submission.campaigns.domain.stage_state import Act
from submission.recommendations.domain.recommendation import (
    KeptRecommendation,
    Origin,
    Recommendation,
)
from submission.recommendations.domain.standing import carrier_on, quarter_of, standings

ACT = Act("a", datetime(2026, 1, 1, tzinfo=UTC))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def agency(code: str, until: date | None = None, *heirs: str) -> Agency:
    return Agency(
        code=code,
        name=code,
        short_name=None,
        kind="agency",
        parent_code="9901",
        valid_from=date(2017, 1, 1),
        valid_until=until,
        successor_codes=heirs,
    )


def kept(
    deadline: date | None, followed: date | None = None, *, number: int = 1, code: str = "A"
) -> KeptRecommendation:
    return KeptRecommendation(
        recommendation_id=UUID(int=number),
        recommendation=Recommendation(
            agency_code=code, origin=Origin(kind="report"), text="Ada.", deadline=deadline
        ),
        carried_by=code,
        state="open" if followed is None else "settled",
        revision=1,
        made=ACT,
        changed=ACT,
        ends_at=None
        if deadline is None
        else datetime.combine(deadline + timedelta(days=1), time(), UTC),
        followed_up_on=followed,
    )


def told(
    today: date,
    *found: KeptRecommendation,
    code: str = "A",
    known: Mapping[str, Agency] | None = None,
) -> Mapping[str, tuple[int, int]]:
    """Return the counts of due and done by quarter."""
    now = datetime.combine(today, time(12), UTC)
    agencies = known or {"A": agency("A")}
    return {
        each.period.code: (len(each.due), len(each.done))
        for each in standings(code, found, agencies, today=today, now=now)
    }


def test_an_open_one_counts_from_the_quarter_of_its_deadline_on() -> None:
    assert told(date(2026, 6, 30), kept(date(2026, 6, 30))) == {}  # its day is not over
    assert told(date(2026, 7, 1), kept(date(2026, 6, 30))) == {"2026-Q2": (1, 0), "2026-Q3": (1, 0)}


def test_a_late_one_is_done_in_the_quarter_of_its_follow_up_and_leaves_the_count() -> None:
    late = kept(date(2026, 2, 1), date(2026, 5, 1))
    assert told(date(2026, 8, 1), late) == {
        "2026-Q1": (1, 0),
        "2026-Q2": (1, 1),
        "2026-Q3": (0, 0),
    }


def test_an_early_one_counts_once_its_deadline_has_passed() -> None:
    early = kept(date(2026, 5, 1), date(2026, 2, 1))
    assert told(date(2026, 4, 1), early) == {}
    assert told(date(2026, 5, 2), early) == {"2026-Q2": (1, 1)}


def test_what_is_withdrawn_or_has_no_deadline_counts_nowhere() -> None:
    gone = replace(kept(date(2026, 2, 1)), state="withdrawn")
    assert told(date(2026, 8, 1), gone, kept(None)) == {}


@pytest.mark.parametrize(
    ("followed", "day", "carrier"),
    [
        (None, date(2026, 3, 31), "A"),
        (None, date(2026, 4, 1), "B"),
        (None, date(2026, 7, 1), "C"),
        (date(2026, 3, 31), date(2026, 7, 1), "A"),  # done before the end stays
        (date(2026, 4, 1), date(2026, 7, 1), "B"),
    ],
)
def test_an_only_successor_carries_on(followed: date | None, day: date, carrier: str) -> None:
    known = {
        "A": agency("A", date(2026, 3, 31), "B"),
        "B": agency("B", date(2026, 6, 30), "C"),
        "C": agency("C"),
    }
    assert carrier_on(kept(date(2026, 2, 1), followed), day, known) == carrier


def test_with_several_successors_or_none_it_stays() -> None:
    for heirs in (("B", "C"), ()):
        known = {"A": agency("A", date(2026, 3, 31), *heirs)}
        assert carrier_on(kept(date(2026, 2, 1)), date(2026, 7, 1), known) == "A"


@given(deadlines=st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=6), today=DAYS)
def test_in_each_quarter_what_is_due_is_done_or_goes_on(
    deadlines: Sequence[tuple[date, date | None]], today: date
) -> None:
    found = [
        kept(deadline, followed, number=number)
        for number, (deadline, followed) in enumerate(deadlines)
        if followed is None or followed <= today
    ]
    now = datetime.combine(today, time(12), UTC)
    quarters = [*standings("A", found, {"A": agency("A")}, today=today, now=now)]
    for quarter, later in itertools.pairwise(quarters):
        open_ones = {each.recommendation_id for each in quarter.due} - {
            each.recommendation_id for each in quarter.done
        }
        assert open_ones <= {each.recommendation_id for each in later.due}
    if quarters:
        assert quarters[-1].period == quarter_of(today)
