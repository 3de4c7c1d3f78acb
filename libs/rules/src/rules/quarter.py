"""How the monthly facts of a quarter become the quarter's: summed, averaged, or its last month's.

Incomplete data never looks complete: one month that is unknown makes the quarter unknown. A month
that is known to be absent is missing in a sum and a mean, so that the quarter is absent. The last
month of a cumulative fact holds the months before it, so that one of these may be absent.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from rules.exact import Number, simplest
from rules.fact import UNSEEN, FactKey, FactKind, Facts, FactValue, OverMonths, Reading, Status
from rules.period import containing, kind_of, months_of


class Month(NamedTuple):
    """What is known of a fact in one month of a quarter, and whose it is."""

    agency_code: str
    period: str
    reading: Reading


def periods_read(fact: FactKind, assessed: str, year_offset: int) -> tuple[str, ...]:
    """Return the periods whose facts are read, in order; none where the catalogue is silent.

    It is the one of the fact's own kind around the assessed period, or the months of a quarter.
    """
    period = period_of(fact, assessed, year_offset)
    if period is None:
        return ()
    return months_of(period) if is_of_months(fact, period) else (period,)


def period_of(fact: FactKind, assessed: str, year_offset: int) -> str | None:
    """Return the period that a fact is asked for; a quarter, where its months come to one."""
    if fact.period_kind is None:
        return None
    kind = "quarter" if is_of_months(fact, assessed) else fact.period_kind
    return containing(assessed, kind, year_offset=year_offset)


def is_of_months(fact: FactKind, period: str) -> bool:
    """Say whether the period is a quarter, and the fact is of its months."""
    return fact.over_months is not None and kind_of(period) == "quarter"


def read_months(
    fact: FactKind, quarter: str, code: str, facts: Facts, *, seen: set[tuple[str, str]]
) -> Iterator[Month]:
    """Yield the months of an agency's fact that count, in order.

    Months before the agency began are not missed, except the last of the quarter. `seen`: whose
    months were read before, which count once; it takes those that are yielded.
    """
    months = months_of(quarter)
    for month in months:
        holder = facts.holder(code, month)
        if holder is None:
            yield Month(code, month, UNSEEN)
        elif (holder, month) not in seen:
            reading = facts.read(FactKey(holder, fact.name, month))
            if reading.source_code or month == months[-1] or facts.is_due(holder, month):
                seen.add((holder, month))
                yield Month(holder, month, reading)


def reading_of(over: OverMonths, months: Sequence[Month]) -> Reading:
    """Return the quarter's reading of its months, which end with the last of the quarter.

    It is as old as the oldest of them, and current if all are.
    """
    said = [month.reading for month in months]
    status, value = _combined(over, said)
    stale = [each.confirmed_at for each in said if each.confirmed_at and not each.current]
    return Reading(
        status,
        value,
        current=status != "unknown" and all(each.current for each in said),
        observed_at=min((each.observed_at for each in said if each.observed_at), default=None),
        confirmed_at=min(stale, default=None),
        source_code=next((each.source_code for each in said if each.source_code), None),
    )


def _combined(over: OverMonths, said: Sequence[Reading]) -> tuple[Status, FactValue]:
    statuses = {each.status for each in said}
    if not said or "unknown" in statuses:
        return "unknown", None
    if over == "last":
        return said[-1].status, said[-1].value
    if "absent" in statuses:
        return "absent", None
    values = [each.value for each in said]
    numbers = [value for value in values if value is not None and not isinstance(value, bool)]
    if len(numbers) < len(values):
        return "unknown", None  # truth values have no sum
    total: Number = sum(numbers)
    return "value", simplest(total if over == "sum" else Fraction(total) / len(numbers))
