"""Exchanges between systems. All three kinds of source log them in the same way."""

from integration.facts.domain.fact import Observation, PeriodFacts
from integration.facts.domain.rows import Rows, newest


def observe(facts: PeriodFacts, fact: str, exchanges: Rows) -> Observation:
    """Observe whether the newest exchange that counts was successful.

    An old success does not hide a new failure. Without any exchange the fact is absent.
    """
    counted = exchanges.where(lambda content: bool(content["counts"]))
    latest = newest(counted, "at", "succeeded")
    succeeded = [row.content["succeeded"] for row in latest]
    found: bool | None = succeeded[0] if succeeded else None
    return facts.value(fact, found, Rows(counted.records, latest.doubts))
