"""What is asked for of a period, by when, and of whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from tests.unit.submission.performance.test_closing import AT, DRAFT, ID, OPEN, READY

from submission.campaigns.domain.deadline import Deadline
from submission.performance.domain.account import KeptAccount
from submission.performance.domain.closing import Passage, PeriodStep, Situation
from submission.performance.domain.standing import (
    PeriodOf,
    PeriodStanding,
    last_of,
    most_urgent_first,
    standing_of,
)

OF = PeriodOf(
    assessment_id=ID, agency_code="9901.1", answering="9901.1", above="9901", zone="Asia/Jakarta"
)
DEADLINE = Deadline(date(2026, 4, 10))
END = datetime(2026, 4, 10, 17, tzinfo=UTC)
UNWRITTEN = replace(
    READY, final=KeptAccount(assessment_id=ID), newest=KeptAccount(assessment_id=ID)
)


def passages(*steps: PeriodStep) -> list[Passage]:
    return [
        Passage(
            number=number,
            step=step,
            revision=3,
            reason="",
            role="leader",
            done_by="bupati",
            done_at=AT,
        )
        for number, step in enumerate(steps, 1)
    ]


def asked(standing: PeriodStanding) -> list[str]:
    return [each.requirement for each in standing.asked]


@pytest.mark.parametrize(
    ("situation", "told", "responsible"),
    [
        (READY, ["period_closed"], ["9901"]),
        (UNWRITTEN, ["account_written"], ["9901.1"]),
        (replace(READY, newest=DRAFT), ["no_draft"], ["9901.1"]),
        (replace(READY, states=OPEN), ["stages_closed"], ["9901.1"]),
        (replace(READY, commented=frozenset()), ["account_commented"], ["9901"]),
        (
            replace(UNWRITTEN, states=OPEN),
            ["stages_closed", "account_written"],
            ["9901.1"],
        ),
        (replace(UNWRITTEN, today=date(2026, 3, 31)), [], []),
    ],
)
def test_what_closing_needs_is_asked_for_once_the_period_is_over(
    situation: Situation, told: list[str], responsible: list[str]
) -> None:
    found = standing_of(OF, situation, [], DEADLINE)
    assert (asked(found), [*found.responsible]) == (told, responsible)


def test_what_is_closed_is_asked_for_no_more_until_it_is_opened_again() -> None:
    closed = standing_of(OF, UNWRITTEN, passages("closed"), DEADLINE)
    opened = standing_of(OF, UNWRITTEN, passages("closed", "reopened"), DEADLINE)
    assert (closed.is_closed, asked(closed), closed.is_overdue(END)) == (True, [], False)
    assert (opened.rounds, asked(opened)) == (2, ["account_written"])
    assert opened.is_overdue(END)


def test_its_time_is_over_with_the_last_deadline_in_the_zone_of_the_opening() -> None:
    found = standing_of(replace(OF, zone="Asia/Jayapura"), UNWRITTEN, [], DEADLINE)
    assert found.ends_at == END - timedelta(hours=2)
    assert not standing_of(OF, UNWRITTEN, [], None).is_overdue(END)
    assert last_of([]) is None
    day = date(2026, 4, 10)
    for until in (time(12), time(23, 59)):
        assert (
            last_of([Deadline(day), Deadline(day, until), Deadline(date(2026, 4, 9))]) == DEADLINE
        )


def test_where_the_agency_ended_the_one_above_tells_and_closes() -> None:
    ended = replace(OF, answering="9901", ended_on=date(2026, 4, 2))
    found = standing_of(ended, UNWRITTEN, [], DEADLINE)
    assert (asked(found), [*found.responsible]) == (["account_written"], ["9901"])
    before = replace(ended, ended_on=date(2026, 3, 31))
    assert asked(standing_of(before, UNWRITTEN, [], DEADLINE)) == []


def test_a_root_has_nobody_above_who_could_close_it() -> None:
    found = standing_of(replace(OF, above=None), READY, [], DEADLINE)
    assert (asked(found), [*found.responsible]) == (["period_closed"], [])


def test_the_overdue_come_first_then_the_nearest_deadline_then_none() -> None:
    def of(code: str, deadline: Deadline | None) -> PeriodStanding:
        period = replace(OF, agency_code=code, assessment_id=UUID(int=int(code)))
        return standing_of(period, UNWRITTEN, [], deadline)

    later = Deadline(date(2026, 5, 1))
    standings = [of("1", None), of("2", later), of("4", DEADLINE), of("3", DEADLINE)]
    closed = replace(of("5", DEADLINE), asked=())
    found = most_urgent_first([*standings, closed], END)
    assert [each.agency_code for each in found] == ["3", "4", "2", "1"]
