"""How a fact's state changes with a new reading or a changed registration.

A reading with the same result as before changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from integration.facts.domain.fact import (
    Fact,
    FactKey,
    LastGood,
    Observation,
    Reference,
    Status,
    Value,
    references,
)
from integration.sources.domain.reason import Reason
from rules.period import year_of
from rules.text import Text

UNMAPPED: Final = Reason(
    "unmapped",
    Text(
        "Instansi ini tidak lagi dipetakan ke unit mana pun pada sumber ini.",
        "The agency is no longer mapped to any unit of this source.",
    ),
)


@dataclass(frozen=True, slots=True)
class FactState:
    """The part of a fact's present state that shows whether a reading changes it.

    `observed_at` and `records` belong to the value. `last_good` is what was known before.
    """

    revision: int
    status: Status
    value: Value
    reason: Reason | None = None
    observed_at: datetime | None = None
    records: tuple[Reference, ...] = ()
    last_good: LastGood | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The run that reads, its adapter and the time. Every new state names them.

    `confirmed_at` is the time of the last good reading before this one; None if it is the first.
    """

    run_id: UUID
    adapter: str
    at: datetime
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is read now: the agencies that are mapped, and the years that are read."""

    agency_codes: frozenset[str]
    years: frozenset[int]


def transitions(
    states: Mapping[FactKey, FactState],
    observed: Iterable[Observation],
    *,
    scope: Scope,
    moment: Moment,
) -> Iterator[Fact]:
    """Yield the next states of the facts that changed.

    `states` are the states of agencies that were observed, and of agencies no longer in scope.
    A fact in scope becomes absent if it is not observed any more (the rows of its month are gone).
    A fact whose agency is no longer mapped becomes unknown without a last good value, because the
    mapping may have been wrong. Facts of years that are no longer read stay as they were.
    """
    seen: set[FactKey] = set()
    for item in observed:
        seen.add(item.key)
        if _differs(states.get(item.key), item.status, item.value, item.doubt):
            yield _observed(states.get(item.key), item, moment)
    for key, state in states.items():
        if key in seen or year_of(key.period) not in scope.years:
            continue
        mapped = key.agency_code in scope.agency_codes
        status: Status = "absent" if mapped else "unknown"
        if (state.status, state.value) != (status, None) or not (mapped or state.last_good is None):
            yield _dropped(key, state, moment, reason=None if mapped else UNMAPPED)


def _differs(state: FactState | None, status: Status, value: Value, reason: Reason | None) -> bool:
    return state is None or (state.status, state.value, state.reason) != (status, value, reason)


def _observed(state: FactState | None, item: Observation, moment: Moment) -> Fact:
    return Fact(
        key=item.key,
        revision=1 if state is None else state.revision + 1,
        status=item.status,
        value=item.value,
        observed_at=moment.at,
        run_id=moment.run_id,
        adapter=moment.adapter,
        last_good=None if item.doubt is None else _last_good(state, moment),
        reason=item.doubt,
        records=references(item.records),
        record_count=len(item.records),
    )


def _last_good(state: FactState | None, moment: Moment) -> LastGood | None:
    """Return what was known before the rows came into doubt."""
    if state is None or state.status == "unknown":
        return None if state is None else state.last_good
    if state.observed_at is None or moment.confirmed_at is None:
        return None
    return LastGood(
        status=state.status,
        value=state.value,
        observed_at=state.observed_at,
        confirmed_at=moment.confirmed_at,
        records=state.records,
    )


def _dropped(key: FactKey, state: FactState, moment: Moment, *, reason: Reason | None) -> Fact:
    return Fact(
        key=key,
        revision=state.revision + 1,
        status="absent" if reason is None else "unknown",
        value=None,
        observed_at=moment.at,
        run_id=moment.run_id,
        adapter=moment.adapter,
        reason=reason,
    )
