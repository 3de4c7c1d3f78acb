"""Exchanges between systems, which all three kinds of source log alike."""

from collections.abc import Iterable, Sequence

from integration.facts.domain.fact import Observation, Reading
from integration.records.domain.record import Record


def observe(reading: Reading, fact: str, exchanges: Iterable[Record]) -> Observation:
    """Observe whether the newest exchange with a system that counts arrived.

    An old success does not hide a new failure; nothing logged is absent.
    """
    counted = [item for item in exchanges if item.content["counts"]]
    return reading.whether(fact, counted, _latest_succeeded)


def _latest_succeeded(exchanges: Sequence[Record]) -> bool:
    newest = max(exchanges, key=lambda item: (item.content["at"], item.record_id))
    return bool(newest.content["succeeded"])
