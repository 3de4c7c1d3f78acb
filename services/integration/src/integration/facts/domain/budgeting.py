"""Facts of e-program: locked budget, budget documents, exchanges, monthly realisation."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final, NamedTuple

from integration.facts.domain import exchange, money, work
from integration.facts.domain.fact import AgencyRecords, Observation, PeriodFacts, total
from integration.facts.domain.rows import Doubt, Rows, conflict
from integration.records.domain.business_key import Key, same_writing, two_code_sets, unit_and_code
from integration.records.domain.kinds import (
    BUDGET_DOCUMENT,
    EXCHANGE,
    REALISATION,
    SCHEDULE,
    SUB_ACTIVITY,
)
from integration.records.domain.record import Content, Record
from rules.period import month_code, year_code

_MONTHS: Final = range(1, 13)


class Budgets(NamedTuple):
    """The budgets of an agency and year: all rows, those that are locked, and those that count."""

    listed: Rows
    rows: Rows
    locked: Rows
    possible: Rows
    counted: Rows


def budgets_of(records: AgencyRecords, year: int) -> Budgets:
    """Return the budgets of a year; `counted` are those of the latest locked schedules.

    `possible` are the rows of which nobody says that they are not locked.
    """
    listed = records.of_year(SUB_ACTIVITY, year)
    rows = listed.where(lambda content: "empty" not in content)
    schedules = records.of_year(SCHEDULE, year)
    used = {_schedule(row.content) for row in rows}
    rows = rows.doubted_by(schedules.where(lambda content: _schedule(content) in used))
    locked, possible = _locked(rows, schedules), _locked(rows, schedules, or_unsaid=True)
    counted = _as_far_as_stated(_latest(locked), _latest(possible))
    return Budgets(listed, rows, locked, possible, counted)


def observe(records: AgencyRecords, year: int) -> Iterator[Observation]:
    """Yield every fact of e-program of one agency and year."""
    facts = PeriodFacts(records.agency_code, year_code(year))
    listed, rows, locked, possible, counted = budgets_of(records, year)
    yield from _budget(facts, counted)
    yield facts.whether_each(
        "budgeting.budget_locked",
        rows,
        lambda rows: _is_locked(rows, locked) or (None if _is_locked(rows, possible) else False),
    )
    yield facts.whether_each(
        "budgeting.dpa_issued",
        records.of_year(BUDGET_DOCUMENT, year),
        lambda papers: any(row.content["number"] and row.content["issued_on"] for row in papers),
        working=(rows,),
    )
    exchanges = records.of_year(EXCHANGE, year)
    yield exchange.observe(facts, "budgeting.exchange_succeeded", exchanges, rows)
    # Where no budget is listed, nobody can tell of which a month is missing.
    unlisted = listed.where(lambda content: "empty" in content)
    yield from _months(records, year, counted.doubted_by(unlisted))


def _budget(facts: PeriodFacts, counted: Rows) -> Iterator[Observation]:
    yield facts.total("budgeting.ceiling_amount", counted, "amount")
    ict = counted.where(lambda content: bool(content["ict"]))
    amount = total(ict, "amount") if counted else None
    yield facts.value("budgeting.ict_amount", amount, ict if counted else counted)


def _locked(rows: Rows, schedules: Rows, *, or_unsaid: bool = False) -> Rows:
    """Return the rows that are locked, in a schedule that is not still open.

    `or_unsaid`: also those of which, or of whose schedule, nobody says whether they are. Of a
    schedule that is not listed, or cannot be read, nobody says it.
    """
    holds = {True, None} if or_unsaid else {True}
    states = {_schedule(item.content): item.content["locked"] for item in schedules}
    return rows.where(
        lambda content: content["locked"] in holds and states.get(_schedule(content)) in holds
    )


def _schedule(content: Content) -> str:
    return same_writing(content["schedule_id"])


def _as_far_as_stated(counted: Rows, possible: Rows) -> Rows:
    """Return the rows that count, with no amount where another one might count instead.

    A row that would count if it were locked, and of which nobody says whether it is, leaves open
    what its sub-activity has, and so what the agency has.
    """
    stated = {row.record_id for row in counted}
    open_rows = [row for row in possible if row.record_id not in stated]
    kept = {unit_and_code(row.content) for row in open_rows}
    certain = [row for row in counted if unit_and_code(row.content) not in kept]
    unsaid = [replace(row, content={**row.content, "amount": None}) for row in open_rows]
    return Rows((*certain, *unsaid), (*counted.doubts, *possible.doubts))


def _latest(locked: Rows) -> Rows:
    """Return, of each sub-activity, the row of its latest locked schedule.

    Rows of schedules that no longer count cause no doubt. Two rows that are the latest at once do,
    and so do counted rows of one sub-activity under a code of each code set.
    """
    latest: dict[Key, list[Record]] = {}
    for row in locked:
        held = latest.setdefault(unit_and_code(row.content), [])
        if held and held[0].content["starts_at"] < row.content["starts_at"]:
            held.clear()
        if not held or held[0].content["starts_at"] == row.content["starts_at"]:
            held.append(row)
    counted = [max(latest[code], key=_later) for code in sorted(latest, key=str)]
    groups = [rows for rows in latest.values() if _differ(rows)]
    groups += map(list, two_code_sets(counted, lambda _: ()))
    found = (conflict(group) for group in groups)
    return Rows(tuple(counted), (*_about(locked, counted), *found))


def _later(row: Record) -> tuple[str, str]:
    return row.content["schedule_id"], row.record_id


def _differ(rows: list[Record]) -> bool:
    """Say whether rows of the same time say different things of the budget."""
    return len({(row.content["amount"], row.content["ict"]) for row in rows}) > 1


def _about(locked: Rows, counted: Iterable[Record]) -> Iterator[Doubt]:
    """Yield the doubts that concern rows that count: all, but for conflicts among other rows."""
    ids = {row.record_id for row in counted}
    for doubt in locked.doubts:
        elsewhere = doubt.code == "conflicting_rows" and doubt.kind == SUB_ACTIVITY
        if not elsewhere or not ids.isdisjoint(doubt.record_ids):
            yield doubt


def _is_locked(rows: Iterable[Record], locked: Iterable[Record]) -> bool:
    """Say whether all rows of one schedule are locked; an open amendment does not unlock others."""
    whole = Counter(_schedule(row.content) for row in rows)
    ids = {row.record_id for row in rows}
    done = Counter(_schedule(row.content) for row in locked if row.record_id in ids)
    return any(done[schedule] == count for schedule, count in whole.items())


def _months(records: AgencyRecords, year: int, counted: Rows) -> Iterator[Observation]:
    """Yield the facts of the months that have begun.

    A month has begun once the source holds a row of it, or of a later month of the year, for any
    agency. Before that there are no facts of it; after that, those of an agency without rows are
    absent.
    """
    rows, budgets = records.of_year(REALISATION, year), records.of_year(SUB_ACTIVITY, year)
    # A column of the work that no row has is no doubt about the amounts.
    amounts = rows.where(lambda content: "column" not in content)
    opened = [month for month in _MONTHS if month_code(year, month) in records.opened]
    last = max(opened, default=0)
    undone = money.placeholders(_up_to(rows, last), "spent", "physical")
    unplanned = money.placeholders(_up_to(rows, last), "planned", "spent", "physical")
    for month in range(1, last + 1):
        so_far, reported = _up_to(amounts, month), _of_month(amounts, month)
        facts = PeriodFacts(records.agency_code, month_code(year, month))
        is_there = reported or reported.doubts
        whole = so_far if is_there else reported
        due = range(records.first_month(year), month + 1)
        unmade = _Unmade(unplanned, undone) if is_there else _Unmade(Rows(), Rows())
        yield from _money(
            facts, whole, records, due=due, counted=counted, budgets=budgets, unmade=unmade
        )
        of_month = _of_month(rows, month).doubted_by(unmade.spent)
        yield from work.observe(facts, so_far, of_month, counted=counted)


class _Unmade(NamedTuple):
    """The doubts about columns that were never filled in."""

    planned: Rows
    spent: Rows


def _up_to(rows: Rows, month: int) -> Rows:
    return rows.where(lambda content: content["month"] <= month)


def _of_month(rows: Rows, month: int) -> Rows:
    return rows.where(lambda content: content["month"] == month)


def _money(
    facts: PeriodFacts,
    so_far: Rows,
    records: AgencyRecords,
    *,
    due: range,
    counted: Rows,
    budgets: Rows,
    unmade: _Unmade,
) -> Iterator[Observation]:
    sums: dict[str, tuple[Fraction | None, Rows]] = {}
    for field in ("planned", "spent"):
        cumulative = field in records.cumulative
        whole = money.incomplete(so_far, field, due=due, cumulative=cumulative, counted=counted)
        rows = money.implausible(
            whole,
            field,
            cumulative=cumulative,
            counted=counted,
            multiple=records.budget_multiple,
        )
        sums[field] = money.since_january(rows, field, cumulative=cumulative), rows
    (plan, planned), (realised, spent) = sums["planned"], sums["spent"]
    if None not in (plan, realised) and not (planned.doubts or spent.doubts):
        covered = money.covered(so_far, records.cumulative)
        foreign = money.unbudgeted(so_far, budgets, records.cumulative)
        planned, spent = planned.doubted_by(covered), spent.doubted_by(covered, foreign)
    yield facts.value("budgeting.cash_plan", plan, planned.doubted_by(unmade.planned))
    yield facts.value("budgeting.realisation", realised, spent.doubted_by(unmade.spent))
