"""What has happened has no day ahead: a fact that would rest on such a day waits for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integration.facts.domain.fact import AgencyRecords, Observation
from integration.facts.domain.observers import observe
from integration.records.domain.days import Today
from integration.sources.domain.source import Source, System

Held = Callable[..., AgencyRecords]
WIB = ZoneInfo("Asia/Jakarta")
BEFORE, ON = Today(date(2026, 6, 29), WIB), Today(date(2026, 6, 30), WIB)
DAY, INSTANT = "2026-06-30", "2026-06-29T17:00:00Z"  # midnight in Jakarta
PAST, PAST_INSTANT = "2026-01-05", "2026-01-05T03:00:00Z"


def seen(
    source: Source, system: System, records: AgencyRecords, today: Today
) -> dict[str, Observation]:
    found = observe(
        replace(source, system=system),
        source.agency_codes,
        records=[row for rows in records.by_kind.values() for row in rows],
        opened=records.opened,
        today=today,
    )
    return {f"{item.key.fact} {item.key.period}": item for item in found}


def document(at: str | None, **changes: Any) -> dict[str, Any]:
    own = {"type": "renja", "approved": at is not None, "approved_at": at, "contents": []}
    return own | changes


def budget(starts_at: str, amount: str = "100", schedule: str = "1") -> dict[str, Any]:
    own = {"code_set": 2, "code": "2.16.03.2.02.0007", "amount": amount, "ict": False}
    return own | {"schedule_id": schedule, "starts_at": starts_at, "locked": True}


def indicator(updated_at: str) -> dict[str, Any]:
    own = {"first_year": 2025, "last_year": 2029, "targets": {"2026": "1"}}
    return own | {"status": "finished", "updated_at": updated_at}


def exchange(at: str, *, succeeded: bool = True) -> dict[str, Any]:
    return {"target": "e-program", "at": at, "succeeded": succeeded, "counts": True}


CASES: list[tuple[System, str, dict[str, Any], str]] = [
    ("e-planning", "document", document(INSTANT), "planning.renja_approved"),
    ("e-planning", "document", document(INSTANT), "planning.documents_published"),
    (
        "e-planning",
        "consultation",
        {"number": "BA/1", "held_on": DAY, "agreed": True},
        "planning.ict_consulted",
    ),
    ("e-planning", "exchange", exchange(INSTANT), "planning.exchange_succeeded"),
    ("e-program", "exchange", exchange(INSTANT), "budgeting.exchange_succeeded"),
    ("e-program", "budget_document", {"number": "1", "issued_on": DAY}, "budgeting.dpa_issued"),
    ("e-program", "sub_activity", budget(INSTANT), "budgeting.ceiling_amount"),
    ("e-program", "sub_activity", budget(INSTANT), "budgeting.budget_locked"),
    ("e-sakip", "exchange", exchange(INSTANT), "accountability.exchange_succeeded"),
    ("e-sakip", "key_indicator", indicator(INSTANT), "accountability.iku_set"),
    *(
        (
            "e-sakip",
            "document",
            {"type": kind, "url": None, "published_at": INSTANT},
            f"accountability.{name}",
        )
        for kind, name in (
            ("performance_agreement", "agreement_signed"),
            ("action_plan", "action_plan_set"),
            ("performance_report", "report_published"),
        )
    ),
]


@pytest.mark.parametrize(("system", "kind", "row", "name"), CASES, ids=[c[3] for c in CASES])
def test_every_day_counts_from_its_morning_on(
    source: Source, held: Held, *, system: System, kind: str, row: dict[str, Any], name: str
) -> None:
    records = held(**{kind: [row]})
    fact = seen(source, system, records, BEFORE)[f"{name} 2026"]
    assert (fact.status, fact.value) == ("unknown", None)
    assert fact.doubt is not None
    assert fact.doubt.code == "days_ahead"
    assert f"({kind} 1)" in fact.doubt.text.id
    assert seen(source, system, records, ON)[f"{name} 2026"].value not in (None, False)


@pytest.mark.parametrize("today", [BEFORE, ON])
def test_a_day_ahead_is_no_doubt_of_what_is_so_without_it(
    source: Source, held: Held, today: Today
) -> None:
    records = held(document=[document(PAST_INSTANT), document(INSTANT)])
    assert seen(source, "e-planning", records, today)["planning.renja_approved 2026"].value is True


def test_a_refusal_that_is_dated_ahead_does_not_leave_the_older_agreement(
    source: Source, held: Held
) -> None:
    rows = [
        {"number": "BA/1", "held_on": PAST, "agreed": True},
        {"number": "BA/2", "held_on": DAY, "agreed": False},
    ]

    def fact(today: Today) -> Observation:
        return seen(source, "e-planning", held(consultation=rows), today)[
            "planning.ict_consulted 2026"
        ]

    assert fact(BEFORE).status == "unknown"
    assert fact(ON).value is False


def test_an_amendment_that_is_locked_in_advance_changes_no_budget_yet(
    source: Source, held: Held
) -> None:
    rows = [budget(PAST_INSTANT), budget(INSTANT, "90", "2")]
    name = "budgeting.ceiling_amount 2026"
    fact = seen(source, "e-program", held(sub_activity=rows), BEFORE)[name]
    assert fact.status == "unknown"
    assert fact.doubt is not None
    assert "100" in fact.doubt.text.id
    assert seen(source, "e-program", held(sub_activity=rows), ON)[name].value == "90"
    same = [budget(PAST_INSTANT), budget(INSTANT, "100", "2")]
    assert seen(source, "e-program", held(sub_activity=same), BEFORE)[name].value == "100"


def test_a_month_that_has_not_begun_has_no_facts(source: Source, held: Held) -> None:
    own = {"code_set": 2, "code": "2.16.03.2.02.0007", "planned": "10", "spent": "9"}
    rows = [own | {"month": month, "physical": "1", "physical_target": "1"} for month in (6, 7)]
    records = held(opened={"2026-06", "2026-07"}, realisation=rows)
    months = {key for key in seen(source, "e-program", records, ON) if "cash_plan" in key}
    assert "budgeting.cash_plan 2026-06" in months
    assert "budgeting.cash_plan 2026-07" not in months
    july = Today(date(2026, 7, 1), WIB)
    assert "budgeting.cash_plan 2026-07" in seen(source, "e-program", records, july)


def test_the_day_is_that_of_the_source(source: Source, held: Held) -> None:
    records = held(document=[document("2026-06-29T15:30:00Z")])
    days = {
        zone: seen(source, "e-planning", records, Today(date(2026, 6, 29), ZoneInfo(zone)))
        for zone in ("Asia/Jakarta", "Asia/Jayapura")
    }
    status = {zone: found["planning.renja_approved 2026"].status for zone, found in days.items()}
    assert status == {"Asia/Jakarta": "value", "Asia/Jayapura": "unknown"}


def test_a_day_at_the_end_of_all_days_never_comes(source: Source, held: Held) -> None:
    records = held(document=[document("9999-12-31T20:00:00Z")])
    assert seen(source, "e-planning", records, ON)["planning.renja_approved 2026"].status == (
        "unknown"
    )


def at(hour: int, minute: int = 0) -> Today:
    """Return a moment of a day in Jakarta."""
    return Today.at(datetime(2026, 6, 29, hour, minute, tzinfo=WIB), "Asia/Jakarta")


@pytest.mark.parametrize(
    ("written", "now", "status"),
    [
        ("2026-06-29T16:00:00Z", at(9), "unknown"),  # 23:00 of the day
        ("2026-06-29T16:00:00Z", at(22, 54), "unknown"),
        ("2026-06-29T16:00:00Z", at(22, 56), "value"),  # clocks differ by minutes
        ("2026-06-29T16:00:00Z", at(23), "value"),
        ("2026-06-28T17:00:00Z", at(0), "value"),  # a day without a time is its midnight
        ("9999-12-31T20:00:00Z", at(9), "unknown"),
    ],
)
def test_an_hour_of_today_that_has_not_come_is_ahead(
    source: Source, held: Held, *, written: str, now: Today, status: str
) -> None:
    for system, kind, row, name in CASES:
        moved = {key: written if value == INSTANT else value for key, value in row.items()}
        if moved == row or kind == "sub_activity":
            continue
        fact = seen(source, system, held(**{kind: [moved]}), now)[f"{name} 2026"]
        assert (fact.status, name) == (status, name)


def test_a_day_without_a_time_and_the_begin_of_a_schedule_count_on_their_day(
    source: Source, held: Held
) -> None:
    paper = held(budget_document=[{"number": "1", "issued_on": "2026-06-29"}])
    assert seen(source, "e-program", paper, at(0))["budgeting.dpa_issued 2026"].value is True
    locked = held(sub_activity=[budget("2026-06-29T16:00:00Z")])
    fact = seen(source, "e-program", locked, at(9))["budgeting.budget_locked 2026"]
    assert fact.value is True
