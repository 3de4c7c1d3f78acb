"""How a fact's stored state follows a new reading, a failure, or a change of the registration.

Only what differs is a change: the same reading twice writes and says nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integration.domain.fact import FactKey, Observation, Status, Value
from integration.domain.period import year_of
from integration.domain.reason import Reason
from integration.domain.record import Record

UNMAPPED = Reason(
    "unmapped",
    "Instansi ini tidak lagi dipetakan ke unit mana pun pada sumber ini.",
    "The agency is no longer mapped to any unit of this source.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """What was known before a source could no longer be read; `records` as they are published."""

    status: Status
    value: Value
    observed_at: datetime
    confirmed_at: datetime
    records: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactState:
    """The newest state of a fact; `revision` counts its states."""

    key: FactKey
    revision: int
    status: Status
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """The next state of a fact."""

    key: FactKey
    revision: int
    status: Status
    value: Value
    records: tuple[Record, ...] = ()
    reason: Reason | None = None


def changes(
    states: Mapping[FactKey, FactState],
    observed: Iterable[Observation],
    *,
    years: Iterable[int],
    mapped: frozenset[str],
) -> Iterator[FactChange]:
    """Yield the next states of facts whose reading differs from the state.

    A fact in scope that is not read any more (its month's rows went) is absent. One whose
    agency is no longer mapped is unknown, and nothing good is remembered: the mapping may have
    been wrong. Years that are no longer read keep their facts as they were.
    """
    seen: set[FactKey] = set()
    for item in observed:
        seen.add(item.key)
        state = states.get(item.key)
        if state is None or (state.status, state.value) != (item.status, item.value):
            yield FactChange(
                key=item.key,
                revision=1 if state is None else state.revision + 1,
                status=item.status,
                value=item.value,
                records=item.records,
            )
    read_years = frozenset(years)
    for key, state in states.items():
        if key not in seen and year_of(key.period) in read_years:
            yield from _dropped(state, mapped)


def _dropped(state: FactState, mapped: frozenset[str]) -> Iterator[FactChange]:
    gone = state.key.agency_code in mapped
    status: Status = "absent" if gone else "unknown"
    if state.status != status:
        yield FactChange(
            key=state.key,
            revision=state.revision + 1,
            status=status,
            value=None,
            reason=None if gone else UNMAPPED,
        )
