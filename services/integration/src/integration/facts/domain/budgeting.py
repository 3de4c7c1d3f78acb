"""Facts of e-program: locked budget, budget documents, exchanges, monthly realisation."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from integration.facts.domain import exchange
from integration.facts.domain.fact import AgencyRecords, Observation, PeriodFacts, total
from integration.records.domain.kinds import (
    BUDGET_DOCUMENT,
    EXCHANGE,
    REALISATION,
    SCHEDULE,
    SUB_ACTIVITY,
)
from integration.records.domain.record import Record
from rules.exact import fraction
from rules.period import month_code, year_code

_MONTHS: Final = range(1, 13)

# A code is unique within its code set only: old and new codes exist side by side.
Code = tuple[int, str]


def observe(records: AgencyRecords, year: int) -> Iterator[Observation]:
    """Yield every fact of e-program of one agency and year."""
    facts = PeriodFacts(records.agency_code, year_code(year))
    rows = records.of_year(SUB_ACTIVITY, year)
    locked = _locked(rows, records.of_year(SCHEDULE, year))
    counted = _latest(locked)
    yield from _budget(facts, rows, locked=locked, counted=counted)
    yield facts.whether(
        "budgeting.dpa_issued",
        records.of_year(BUDGET_DOCUMENT, year),
        lambda papers: any(row.content["number"] and row.content["issued_on"] for row in papers),
    )
    yield exchange.observe(facts, "budgeting.exchange_succeeded", records.of_year(EXCHANGE, year))
    yield from _months(records, year, counted)


def _budget(
    facts: PeriodFacts,
    rows: Sequence[Record],
    *,
    locked: Sequence[Record],
    counted: Sequence[Record],
) -> Iterator[Observation]:
    yield facts.total("budgeting.ceiling_amount", counted, "amount")
    ict = [row for row in counted if row.content["ict"]]
    amount = total(ict, "amount") if counted else None
    yield facts.value("budgeting.ict_amount", amount, ict)
    yield facts.whether("budgeting.budget_locked", rows, lambda rows: _is_locked(rows, locked))


def _locked(rows: Sequence[Record], schedules: Sequence[Record]) -> list[Record]:
    """Return the rows that are locked, in a schedule that is not still open."""
    open_schedules = {
        item.content["schedule_id"] for item in schedules if not item.content["locked"]
    }
    return [
        row
        for row in rows
        if row.content["locked"] and row.content["schedule_id"] not in open_schedules
    ]


def _latest(locked: Sequence[Record]) -> list[Record]:
    """Return, of each sub-activity, the row of its latest locked schedule."""
    latest: dict[Code, Record] = {}
    for row in locked:
        held = latest.get(_code(row))
        if held is None or _later(held) < _later(row):
            latest[_code(row)] = row
    return [latest[code] for code in sorted(latest)]


def _later(row: Record) -> tuple[str, str, str]:
    return row.content["starts_at"], row.content["schedule_id"], row.record_id


def _is_locked(rows: Sequence[Record], locked: Sequence[Record]) -> bool:
    """Say whether all rows of one schedule are locked; an open amendment does not unlock others."""
    whole: dict[str, int] = defaultdict(int)
    for row in rows:
        whole[row.content["schedule_id"]] += 1
    done: dict[str, int] = defaultdict(int)
    for row in locked:
        done[row.content["schedule_id"]] += 1
    return any(done[schedule] == count for schedule, count in whole.items())


def _months(records: AgencyRecords, year: int, counted: Sequence[Record]) -> Iterator[Observation]:
    """Yield the facts of the months that have begun.

    A month has begun once the source holds a row of it, or of a later month of the year, for any
    agency. Before that there are no facts of it; after that, those of an agency without rows are
    absent.
    """
    rows = records.of_year(REALISATION, year)
    weights = {_code(row): fraction(row.content["amount"]) for row in counted}
    opened = [month for month in _MONTHS if month_code(year, month) in records.opened]
    for month in range(1, max(opened, default=0) + 1):
        so_far = [row for row in rows if row.content["month"] <= month]
        reported = [row for row in so_far if row.content["month"] == month]
        facts = PeriodFacts(records.agency_code, month_code(year, month))
        yield from _month(facts, so_far if reported else [], reported, weights=weights)


def _month(
    facts: PeriodFacts,
    so_far: Sequence[Record],
    reported: Sequence[Record],
    *,
    weights: Mapping[Code, Fraction],
) -> Iterator[Observation]:
    newest_first = sorted(so_far, key=lambda row: -int(row.content["month"]))
    for fact, field in (("cash_plan", "planned"), ("realisation", "spent")):
        yield facts.total(f"budgeting.{fact}", newest_first, field)
    for fact, field in (
        ("physical_realisation", "physical"),
        ("physical_target", "physical_target"),
    ):
        mean = _weighted_mean(reported, field, weights)
        yield facts.value(f"budgeting.{fact}", mean, reported)


def _weighted_mean(
    reported: Sequence[Record], field: str, weights: Mapping[Code, Fraction]
) -> Fraction | None:
    """Return the mean by budget; None when no reported sub-activity has a locked budget."""
    weighted = [
        (fraction(row.content[field]), weights.get(_code(row), Fraction(0))) for row in reported
    ]
    whole = sum((weight for _, weight in weighted), Fraction(0))
    if whole == 0:
        return None
    return sum((value * weight for value, weight in weighted), Fraction(0)) / whole


def _code(row: Record) -> Code:
    return row.content["code_set"], row.content["code"]
