"""Exchanges between systems. All three kinds of source log them in the same way."""

from integration.facts.domain.fact import Observation, PeriodFacts
from integration.facts.domain.rows import Rows


def observe(facts: PeriodFacts, fact: str, exchanges: Rows) -> Observation:
    """Observe whether the newest exchange that counts was successful.

    An old success does not hide a new failure. Without any exchange the fact is absent.
    """
    counted = exchanges.where(lambda content: bool(content["counts"]))
    return facts.whether(fact, counted, _latest_succeeded)


def _latest_succeeded(exchanges: Rows) -> bool | None:
    newest = max(exchanges, key=lambda item: (item.content["at"], item.record_id))
    found: bool | None = newest.content["succeeded"]
    return found
