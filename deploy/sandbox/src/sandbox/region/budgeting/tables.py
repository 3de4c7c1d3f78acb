"""What e-program holds: schedules, allocations, budget documents, realisation, exchanges."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sandbox.region.agencies import agencies
from sandbox.region.budget_lines import BudgetLine, budget_lines
from sandbox.region.budgeting.realisation import book_year
from sandbox.region.packaged import chance
from sandbox.region.table import Table
from sandbox.region.years import CLOSED_YEAR, WIB, YEARS

_SCHEDULES = (("murni", 1, 2), ("pergeseran", 4, 6), ("perubahan", 9, 29))


@dataclass(frozen=True, slots=True)
class Schedule:
    """A round of budgeting: murni, pergeseran or perubahan; a locked one is in force."""

    id: int
    year: int
    name: str
    starts: datetime
    ends: datetime
    locked: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """The budget of a sub-activity in one schedule, in rupiah."""

    id: int
    year: int
    unit_code: str
    unit_name: str
    code: str
    name: str
    amount: int
    planned: int
    revised: int | None
    schedule_id: int
    locked: bool


@dataclass(frozen=True, slots=True)
class BudgetDocument:
    """An agency's DPA with its monthly cash plan; without a date it is a draft."""

    id: int
    year: int
    unit_code: str
    number: str | None
    issued_on: date | None
    cash_plan: tuple[int, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Realisation:
    """What a sub-activity planned and spent in a month; its work in percent since January."""

    id: int
    year: int
    month: int
    unit_code: str
    code: str
    planned: int
    spent: int
    physical: Decimal
    physical_target: Decimal
    problem: str | None


@dataclass(frozen=True, slots=True)
class BudgetExchange:
    """One attempt to hand an agency's budget to e-SAKIP."""

    id: int
    year: int
    unit_code: str
    at: datetime
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Budgeting:
    """The tables of e-program."""

    schedules: Table[Schedule]
    allocations: Table[Allocation]
    documents: Table[BudgetDocument]
    realisations: Table[Realisation]
    exchanges: Table[BudgetExchange]

    def in_force(self, unit_code: str, year: int) -> dict[str, Allocation]:
        """Return an agency's allocations by sub-activity: each from its latest locked schedule."""
        starts = {schedule.id: schedule.starts for schedule in self.schedules.of(year)}
        rows = [row for row in self.allocations.of(year) if row.unit_code == unit_code]
        locked = [row for row in rows if row.locked]
        locked.sort(key=lambda row: starts[row.schedule_id])
        return {row.code: row for row in locked}


def make_budgeting(seed: int) -> Budgeting:
    """Make the tables of e-program in their consistent form, before the mismatches."""
    budgets = [budget_lines(seed, year, one) for year in YEARS for one in agencies()]
    schedules = Table(_schedules())
    return Budgeting(
        schedules=schedules,
        allocations=Table(_allocations(schedules, budgets)),
        documents=Table(_documents(seed, budgets)),
        realisations=Table(_realisations(seed, budgets)),
        exchanges=Table(_exchanges(seed)),
    )


def _schedules() -> Iterator[Schedule]:
    number = 0
    for year in YEARS:
        for name, month, day in _SCHEDULES:
            number += 1
            starts = datetime(year, month, day, 8, tzinfo=WIB)
            ends = starts + timedelta(days=20, hours=8)
            locked = year == CLOSED_YEAR or name != "perubahan"
            yield Schedule(number, year, name, starts, ends, locked)


def _allocations(
    schedules: Table[Schedule], budgets: Iterable[Sequence[BudgetLine]]
) -> Iterator[Allocation]:
    number = 0
    for lines in budgets:
        for line in lines:
            amounts = zip(
                schedules.of(line.year),
                (line.murni, line.pergeseran, line.perubahan),
                strict=True,
            )
            for schedule, amount in amounts:
                if amount:
                    number += 1
                    yield _allocation(number, line, schedule, amount)


def _allocation(number: int, line: BudgetLine, schedule: Schedule, amount: int) -> Allocation:
    return Allocation(
        id=number,
        year=line.year,
        unit_code=line.agency.unit_code,
        unit_name=line.agency.name.upper(),
        code=line.sub.code,
        name=line.sub.name,
        amount=amount,
        planned=line.murni,
        revised=line.perubahan if schedule.name == "perubahan" else None,
        schedule_id=schedule.id,
        locked=schedule.locked,
    )


def _documents(seed: int, budgets: Iterable[Sequence[BudgetLine]]) -> Iterator[BudgetDocument]:
    for number, lines in enumerate(budgets, start=1):
        first = lines[0]
        year, one = first.year, first.agency
        day = chance(seed, "dpa", year, one.code).randint(4, 14)
        months = zip(*(line.cash_plan() for line in lines), strict=True)
        yield BudgetDocument(
            id=number,
            year=year,
            unit_code=one.unit_code,
            number=f"DPA/A.1/{one.unit_code}/001/{year}",
            issued_on=date(year, 1, day),
            cash_plan=tuple(sum(month) for month in months),
            outcome=f"Terlaksananya {len(lines)} sub kegiatan {one.short_name} tahun {year}",
        )


def _realisations(seed: int, budgets: Iterable[Sequence[BudgetLine]]) -> Iterator[Realisation]:
    number = 0
    for lines in budgets:
        for line in lines:
            for booking in book_year(seed, line):
                number += 1
                yield Realisation(
                    id=number,
                    year=line.year,
                    month=booking.month,
                    unit_code=line.agency.unit_code,
                    code=line.sub.code,
                    planned=booking.planned,
                    spent=booking.spent,
                    physical=booking.physical,
                    physical_target=booking.physical_target,
                    problem=booking.problem,
                )


def _exchanges(seed: int) -> Iterator[BudgetExchange]:
    number = 0
    for year in YEARS:
        for one in agencies():
            random = chance(seed, "budget-exchange", year, one.code)
            at = datetime(year, 1, random.randint(15, 28), random.randint(8, 16), tzinfo=WIB)
            for succeeded in [False, True] if random.randint(1, 6) == 1 else [True]:
                number += 1
                yield BudgetExchange(number, year, one.unit_code, at, succeeded)
                at += timedelta(hours=2, minutes=number % 40)
