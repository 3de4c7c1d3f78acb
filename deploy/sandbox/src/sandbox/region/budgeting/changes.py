"""What the users of e-program do: book, issue a DPA, lock a schedule, change a budget."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from sandbox.region.budget_lines import spread
from sandbox.region.budgeting.tables import (
    Allocation,
    BudgetDocument,
    BudgetExchange,
    Budgeting,
    Realisation,
)
from sandbox.region.changes import Change, InvalidChange, Request

_CENT = Decimal("0.01")
_DECEMBER = 12


def realise(budgeting: Budgeting, request: Request) -> list[Change]:
    """Book money and the progress of work: {skpd, year, month, amount, physical?, sub?}.

    Without `sub`, the project with the most money left is used. The month after the last booked
    one is opened for the whole agency. `physical` holds from this month on.
    """
    unit, year = request.agency("skpd").unit_code, request.year()
    amount, physical = request.amount("amount"), request.decimal("physical")
    last = max((row.month for row in _rows(budgeting, unit, year)), default=0)
    month = request.choice("month", range(1, min(last + 1, _DECEMBER) + 1))
    allocation = _with_room(budgeting, request, unit, amount)
    if physical is not None:
        _check_physical(budgeting, allocation, month, physical)
    changes = _open_month(budgeting, unit, year, month) if month > last else []
    for before in _months(budgeting, allocation):
        after = before
        if before.month == month:
            after = replace(after, spent=before.spent + amount, problem=None)
        if before.month >= month and physical is not None:
            after = replace(after, physical=max(before.physical, physical))
        if after != before:
            budgeting.realisations.put(after)
            changes.append(Change("realisations", before, after))
    return _last_of_each(changes)


def issue_dpa(budgeting: Budgeting, request: Request) -> list[Change]:
    """Give an agency's DPA its number and date: {skpd, year, number?}."""
    unit, year = request.agency("skpd").unit_code, request.year()
    before = _document(budgeting, unit, year)
    number = request.text("number", f"DPA/A.1/{unit}/001/{year}")
    after = replace(before, number=number, issued_on=request.time_in(year).date())
    budgeting.documents.put(after)
    return [Change("documents", before, after)]


def lock_schedule(budgeting: Budgeting, request: Request) -> list[Change]:
    """Put a schedule into force: {year, name}; cash plans follow it in December, else before."""
    year, name = request.year(), request.text("name", "perubahan")
    before = next((row for row in budgeting.schedules.of(year) if row.name == name), None)
    if before is None:
        raise InvalidChange(
            "name", f"There is no schedule {name!r}: murni, pergeseran or perubahan."
        )
    units = [row.unit_code for row in budgeting.documents.of(year)]
    totals = {unit: _total(budgeting, unit, year) for unit in units}
    changes = [Change("schedules", before, replace(before, locked=True))]
    changes += [
        Change("allocations", row, replace(row, locked=True))
        for row in budgeting.allocations.of(year)
        if row.schedule_id == before.id and not row.locked
    ]
    budgeting.schedules.put(changes[0].after)
    for change in changes[1:]:
        budgeting.allocations.put(change.after)
    for unit, total in totals.items():
        changes += _replan(budgeting, unit, year, by=_total(budgeting, unit, year) - total)
    return changes


def change_ceiling(budgeting: Budgeting, request: Request) -> list[Change]:
    """Set the budget of a sub-activity in the schedule in force: {skpd, year, amount, sub?}.

    The cash plan of December takes the difference. Without `sub`, the largest project is used.
    """
    unit, year, amount = request.agency("skpd").unit_code, request.year(), request.amount("amount")
    before = _allocation(budgeting, request, unit)
    if amount < _spent(budgeting, before):
        raise InvalidChange(
            "amount", f"{_spent(budgeting, before)} rupiah of {before.code} are spent already."
        )
    change = _replan(budgeting, unit, year, by=amount - before.amount)
    after = replace(before, amount=amount)
    budgeting.allocations.put(after)
    return [Change("allocations", before, after), *change]


def exchange(budgeting: Budgeting, request: Request) -> list[Change]:
    """Hand an agency's budget to e-SAKIP once more: {skpd, year, succeeded}."""
    unit, year = request.agency("skpd").unit_code, request.year()
    before = [row.at for row in budgeting.exchanges.of(year) if row.unit_code == unit]
    number = budgeting.exchanges.next_id()
    row = BudgetExchange(
        number, year, unit, request.time_after(before, year), request.flag("succeeded")
    )
    budgeting.exchanges.put(row)
    return [Change("exchanges", None, row)]


ACTIONS: Mapping[str, Callable[[Budgeting, Request], list[Change]]] = {
    "realise": realise,
    "issue_dpa": issue_dpa,
    "lock_schedule": lock_schedule,
    "ceiling": change_ceiling,
    "exchange": exchange,
}


def _rows(budgeting: Budgeting, unit: str, year: int) -> list[Realisation]:
    return [row for row in budgeting.realisations.of(year) if row.unit_code == unit]


def _document(budgeting: Budgeting, unit: str, year: int) -> BudgetDocument:
    return next(row for row in budgeting.documents.of(year) if row.unit_code == unit)


def _spent(budgeting: Budgeting, allocation: Allocation) -> int:
    return sum(row.spent for row in _months(budgeting, allocation))


def _total(budgeting: Budgeting, unit: str, year: int) -> int:
    return sum(row.amount for row in budgeting.in_force(unit, year).values())


def _allocation(budgeting: Budgeting, request: Request, unit: str) -> Allocation:
    allocations = budgeting.in_force(unit, request.year())
    if "sub" in request.members:
        code = request.text("sub")
        if code not in allocations:
            raise InvalidChange("sub", f"{unit} has no sub-activity {code!r} in force.")
        return allocations[code]
    return max(allocations.values(), key=lambda row: (_is_project(row), row.amount))


def _is_project(allocation: Allocation) -> bool:
    """Return whether it is a project, not a sub-activity that every agency has."""
    return allocation.code.split(".")[2] != "01"


def _with_room(budgeting: Budgeting, request: Request, unit: str, amount: int) -> Allocation:
    """Return the allocation to book on; enough of its budget must be left."""
    if "sub" in request.members:
        chosen = _allocation(budgeting, request, unit)
    else:
        rows = budgeting.in_force(unit, request.year()).values()
        chosen = max(rows, key=lambda row: (_is_project(row), row.amount - _spent(budgeting, row)))
    left = chosen.amount - _spent(budgeting, chosen)
    if amount > left:
        raise InvalidChange("amount", f"Only {left} rupiah are left of {chosen.code}.")
    return chosen


def _open_month(budgeting: Budgeting, unit: str, year: int, month: int) -> list[Change]:
    """Add a month's rows for every sub-activity; together they plan the amount of the DPA."""
    document = _document(budgeting, unit, year)
    allocations = list(budgeting.in_force(unit, year).values())
    rows = _rows(budgeting, unit, year)
    so_far = {a.code: sum(row.planned for row in rows if row.code == a.code) for a in allocations}
    left = [max(a.amount - so_far[a.code], 1) for a in allocations]
    parts = spread(document.cash_plan[month - 1], left, round_to=1_000)
    changes = []
    for allocation, planned in zip(allocations, parts, strict=True):
        mine = [row.physical for row in rows if row.code == allocation.code]
        target = Decimal(so_far[allocation.code] + planned) * 100 / allocation.amount
        row = Realisation(
            id=budgeting.realisations.next_id(),
            year=year,
            month=month,
            unit_code=unit,
            code=allocation.code,
            planned=planned,
            spent=0,
            physical=max(mine, default=Decimal(0)),
            physical_target=min(Decimal(100), target.quantize(_CENT, ROUND_DOWN)),
            problem=None,
        )
        budgeting.realisations.put(row)
        changes.append(Change("realisations", None, row))
    return changes


def _months(budgeting: Budgeting, allocation: Allocation) -> list[Realisation]:
    rows = _rows(budgeting, allocation.unit_code, allocation.year)
    mine = [row for row in rows if row.code == allocation.code]
    return sorted(mine, key=lambda row: row.month)


def _check_physical(
    budgeting: Budgeting, allocation: Allocation, month: int, physical: Decimal
) -> None:
    rows = _months(budgeting, allocation)
    before = max((row.physical for row in rows if row.month < month), default=Decimal(0))
    if not before <= physical <= Decimal(100):
        raise InvalidChange(
            "physical", f"physical must lie between {before} (the month before) and 100."
        )


def _replan(budgeting: Budgeting, unit: str, year: int, *, by: int) -> list[Change]:
    before = _document(budgeting, unit, year)
    if not by:
        return []
    plan, left = list(before.cash_plan), by
    for month in reversed(range(_DECEMBER)):
        taken = max(left, -plan[month])
        plan[month] += taken
        left -= taken
    after = replace(before, cash_plan=tuple(plan))
    budgeting.documents.put(after)
    return [Change("documents", before, after)]


def _last_of_each(changes: list[Change]) -> list[Change]:
    """Join the opening of a row and its booking into one change."""
    joined: dict[int, Change] = {}
    for change in changes:
        first = joined.get(change.after.id, change)
        joined[change.after.id] = Change(change.table, first.before, change.after)
    return list(joined.values())
