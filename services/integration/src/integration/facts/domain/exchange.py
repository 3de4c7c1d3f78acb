"""Exchanges between systems. All three kinds of source log them in the same way."""

from integration.facts.domain.fact import Observation, PeriodFacts, every
from integration.facts.domain.rows import Rows, newest, of_each_unit


def observe(facts: PeriodFacts, fact: str, exchanges: Rows, *working: Rows) -> Observation:
    """Observe whether the newest exchange that counts was successful, of each unit that works.

    An old success does not hide a new failure, nor does that of another unit. Without any exchange
    the fact is absent.
    """
    counted = exchanges.where(lambda content: bool(content["counts"]))
    latest = [newest(own, "at", "succeeded") for own in of_each_unit(counted, *working)]
    found = every(_succeeded(one) for one in latest) if counted else None
    return facts.value(fact, found, Rows(counted.records, counted.doubts).doubted_by(*latest))


def _succeeded(latest: Rows) -> bool | None:
    found: bool | None = latest.records[0].content["succeeded"] if latest else None
    return found
