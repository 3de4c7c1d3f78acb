"""Exchanges between systems. All three kinds of source log them in the same way."""

from collections.abc import Iterable, Sequence

from integration.facts.domain.fact import Observation, PeriodFacts
from integration.records.domain.record import Record


def observe(facts: PeriodFacts, fact: str, exchanges: Iterable[Record]) -> Observation:
    """Observe whether the newest exchange that counts was successful.

    An old success does not hide a new failure. Without any exchange the fact is absent.
    """
    counted = [item for item in exchanges if item.content["counts"]]
    return facts.whether(fact, counted, _latest_succeeded)


def _latest_succeeded(exchanges: Sequence[Record]) -> bool:
    newest = max(exchanges, key=lambda item: (item.content["at"], item.record_id))
    return bool(newest.content["succeeded"])
