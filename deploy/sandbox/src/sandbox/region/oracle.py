"""The facts that follow from the region's data; the integration service must find the same.

They are computed from the tables alone, without payloads and without the service's code. The rules:

- no record: None (known to be absent); an absent number is not 0;
- a month has facts once any agency has booked it, a quarter once any agency has reported a result;
  so have the earlier periods of the year; later ones have no entry;
- an agency with ceilings but without ICT has an ICT amount of 0, and its consultation counts as
  done, because there is nothing to consult;
- the newest of several exchanges counts, and the latest locked of several schedules;
- money is summed from January; physical progress is the mean weighted by the budget in force, and
  absent unless every sub-activity of that budget is booked, and no other;
- an achievement is the mean over an agency's indicators; it is absent until all are reported.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sandbox.region.accountability.tables import Accountability, Achievement
from sandbox.region.agencies import Agency, agencies
from sandbox.region.budgeting.tables import Budgeting, Realisation
from sandbox.region.generate import Region
from sandbox.region.planning.tables import ROADMAP_CONTENTS, Planning
from sandbox.region.years import YEARS

Value = bool | Fraction | None
Key = tuple[str, str, str]
_ICT = "2.16.03."


def expected_facts(region: Region) -> dict[Key, Value]:
    """Return every fact by (agency code, fact, period); None means known to be absent."""
    facts: dict[Key, Value] = {}
    for one in agencies():
        for year in YEARS:
            for fact, value in _planning(region.planning, one, year):
                facts[one.code, fact, str(year)] = value
            for fact, value in _budgeting(region.budgeting, one, year):
                facts[one.code, fact, str(year)] = value
            for fact, value in _accountability(region.accountability, one, year):
                facts[one.code, fact, str(year)] = value
            for fact, period, value in _months(region.budgeting, one, year):
                facts[one.code, fact, period] = value
            for fact, period, value in _quarters(region.accountability, one, year):
                facts[one.code, fact, period] = value
    return facts


def exact(value: Value) -> bool | str | None:
    """Return a value as events hold it: a truth value, or a number as an exact text."""
    if value is None or isinstance(value, bool):
        return value
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return f"{value.numerator}/{value.denominator}"
    places = next(n for n in range(200) if 10**n % value.denominator == 0)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    whole = digits[: len(digits) - places]
    return sign + (f"{whole}.{digits[-places:]}" if places else whole)


def _planning(planning: Planning, one: Agency, year: int) -> Iterator[tuple[str, Value]]:
    def mine(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if row.org_code == one.org_code]

    ceilings = mine(planning.ceilings.of(year))
    documents = mine(planning.documents.of(year))
    talks = mine(planning.consultations.of(year))
    ict = [row.amount for row in ceilings if f"{row.programme}." == _ICT]
    nothing_to_consult = True if ceilings and not ict else None
    renja = [row.approved_at is not None for row in documents if row.kind == "RENJA"]
    roadmaps = [row for row in documents if row.kind == "PETA_RENCANA_SPBE"]
    yield "planning.ceiling_amount", _total(row.amount for row in ceilings)
    yield "planning.ceiling_approved", _said(ceilings, all, lambda row: row.approved)
    yield "planning.ict_amount", Fraction(sum(ict)) if ceilings else None
    yield "planning.ict_consulted", talks[-1].agreed if talks else nothing_to_consult
    yield "planning.renja_approved", any(renja) if renja else None
    yield "planning.spbe_roadmap_documented", _said(roadmaps, any, lambda row: row.approved_at)
    yield (
        "planning.spbe_roadmap_complete",
        _said(
            roadmaps,
            any,
            lambda row: row.approved_at and set(row.contents) >= set(ROADMAP_CONTENTS),
        ),
    )
    approved = sum(row.approved_at is not None for row in documents)
    yield "planning.documents_published", Fraction(approved) if documents else None
    yield "planning.exchange_succeeded", _newest(mine(planning.exchanges.of(year)))


def _budgeting(budgeting: Budgeting, one: Agency, year: int) -> Iterator[tuple[str, Value]]:
    def mine(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if row.unit_code == one.unit_code]

    rows = mine(budgeting.allocations.of(year))
    in_force = budgeting.in_force(one.unit_code, year)
    ict = sum(row.amount for code, row in in_force.items() if code.startswith(_ICT))
    rounds = {row.schedule_id for row in rows}
    open_rounds = {row.schedule_id for row in rows if not row.locked}
    yield "budgeting.ceiling_amount", _total(row.amount for row in in_force.values())
    yield "budgeting.ict_amount", Fraction(ict) if in_force else None
    yield "budgeting.budget_locked", bool(rounds - open_rounds) if rows else None
    documents = mine(budgeting.documents.of(year))
    yield "budgeting.dpa_issued", _said(documents, any, lambda row: row.number and row.issued_on)
    yield "budgeting.exchange_succeeded", _newest(mine(budgeting.exchanges.of(year)))


def _months(budgeting: Budgeting, one: Agency, year: int) -> Iterator[tuple[str, str, Value]]:
    all_rows = budgeting.realisations.of(year)
    rows = [row for row in all_rows if row.unit_code == one.unit_code]
    budget = {code: row.amount for code, row in budgeting.in_force(one.unit_code, year).items()}
    for month in range(1, max((row.month for row in all_rows), default=0) + 1):
        period = f"{year}-{month:02}"
        now = [row for row in rows if row.month == month]
        so_far = [row for row in rows if row.month <= month] if now else []
        yield "budgeting.cash_plan", period, _total(row.planned for row in so_far)
        yield "budgeting.realisation", period, _total(row.spent for row in so_far)
        for fact, value in (
            ("physical_realisation", _weighted(now, budget, lambda row: row.physical)),
            ("physical_target", _weighted(now, budget, lambda row: row.physical_target)),
        ):
            yield f"budgeting.{fact}", period, value


def _weighted(
    rows: Iterable[Realisation],
    budget: Mapping[str, int],
    value: Callable[[Realisation], Any],
) -> Fraction | None:
    parts = [(Fraction(value(row)), budget.get(row.code, 0)) for row in rows]
    if {row.code for row in rows} != budget.keys():
        return None
    whole = sum(weight for _, weight in parts)
    return Fraction(sum(part * weight for part, weight in parts), whole) if whole else None


def _accountability(
    accountability: Accountability, one: Agency, year: int
) -> Iterator[tuple[str, Value]]:
    def mine(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if row.agency_id == one.sakip_id]

    indicators = mine(accountability.indicators.all())
    yield (
        "accountability.iku_set",
        _said(indicators, all, lambda row: row.status == "selesai" and year in row.targets),
    )
    documents = mine(accountability.documents.of(year))
    for fact, kind in (
        ("agreement_signed", "perjanjian-kinerja"),
        ("action_plan_set", "rencana-aksi"),
        ("report_published", "lkjip"),
    ):
        papers = [row for row in documents if row.kind == kind]
        yield f"accountability.{fact}", _said(papers, any, lambda row: row.published_at)
    yield "accountability.exchange_succeeded", _newest(mine(accountability.exchanges.of(year)))


def _quarters(
    accountability: Accountability, one: Agency, year: int
) -> Iterator[tuple[str, str, Value]]:
    all_rows = accountability.achievements.of(year)
    rising = {row.id: row.rising for row in accountability.indicators.all()}
    last = max((row.quarter for row in all_rows if row.actual is not None), default=0)
    for quarter in range(1, last + 1):
        rows = [row for row in all_rows if (row.agency_id, row.quarter) == (one.sakip_id, quarter)]
        period = f"{year}-Q{quarter}"
        complete = all(row.actual is not None for row in rows)
        yield "accountability.achievement_recorded", period, complete if rows else None
        reached = [_reached(row, rising=rising[row.indicator_id]) for row in rows if complete]
        mean = sum(reached, Fraction(0)) / len(reached) if reached else None
        yield "accountability.achievement", period, mean


def _reached(row: Achievement, *, rising: bool) -> Fraction:
    target, actual = Fraction(row.target), Fraction(row.actual or 0)
    return (actual if rising else 2 * target - actual) * 100 / target


def _total(amounts: Iterable[int]) -> Fraction | None:
    found = list(amounts)
    return Fraction(sum(found)) if found else None


def _said(
    rows: list[Any], together: Callable[[Iterable[bool]], bool], what: Callable[[Any], Any]
) -> bool | None:
    return together(bool(what(row)) for row in rows) if rows else None


def _newest(exchanges: list[Any]) -> bool | None:
    if not exchanges:
        return None
    return bool(max(exchanges, key=lambda row: row.at).succeeded)
