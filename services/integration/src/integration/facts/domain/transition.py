"""How a fact's state changes with a new reading or a changed registration.

A reading with the same result as before changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
from rules.lives import Life
from rules.period import parse_period, year_of
from rules.text import Text

UNMAPPED: Final = Reason(
    "unmapped",
    Text(
        "Instansi ini tidak lagi dipetakan ke unit mana pun pada sumber ini.",
        "The agency is no longer mapped to any unit of this source.",
    ),
)


NOT_THERE: Final = Reason(
    "agency_not_there",
    Text(
        "Instansi ini tidak ada pada periode itu, sehingga sumber ini tidak dibaca baginya.",
        "The agency is not there in that period, so this source is not read for it.",
    ),
)

NOT_HELD: Final = Reason(
    "not_held",
    Text(
        "Sumber ini tidak lagi memiliki daftar yang menjadi dasar fakta ini.",
        "The source has the listings no more on which this fact rests.",
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


@dataclass(frozen=True, slots=True)
class Scope:
    """What is read now: the agencies that are mapped, and the years that are read.

    `lives`: from when until when there is each of the agencies, `today`: the local day. `facts` are
    those that the source can tell of, None: all of its system.
    """

    agency_codes: frozenset[str]
    years: frozenset[int]
    lives: Mapping[str, Life] = field(default_factory=dict)
    today: date = date.max
    facts: frozenset[str] | None = None

    def has(self, key: FactKey) -> bool:
        """Say whether the agency of a fact is there on a day of its period, up to today."""
        life = self.lives.get(key.agency_code)
        return life is None or (
            life.has_begun_by(self.today) and life.is_there_in(parse_period(key.period))
        )

    def is_over(self, key: FactKey) -> bool:
        """Say whether the agency of a fact has ended: what was read of it until then stays."""
        life = self.lives.get(key.agency_code)
        return life is not None and life.has_ended_by(self.today)


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
    mapping may have been wrong; so does a fact of a period in which there is no such agency. Facts
    of years that are no longer read, and of agencies that ended, stay as they were.
    """
    seen: set[FactKey] = set()
    for item in (each for each in observed if scope.has(each.key)):
        seen.add(item.key)
        if _differs(states.get(item.key), item.status, item.value, item.doubt):
            yield _observed(states.get(item.key), item, moment)
    for key, state in states.items():
        if key in seen or year_of(key.period) not in scope.years:
            continue
        if scope.has(key) and scope.is_over(key):
            continue
        reason = _why_unread(key, scope)
        status: Status = "absent" if reason is None else "unknown"
        is_same = (state.status, state.value) == (status, None)
        if not is_same or (reason is not None and state.last_good is not None):
            yield _dropped(key, state, moment, reason=reason)


def _why_unread(key: FactKey, scope: Scope) -> Reason | None:
    """Return why a fact can be told of no more; None: it can be."""
    if key.agency_code not in scope.agency_codes:
        return UNMAPPED
    if scope.facts is not None and key.fact not in scope.facts:
        return NOT_HELD
    return None if scope.has(key) else NOT_THERE


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
