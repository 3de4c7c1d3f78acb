"""Compare the agencies that were marked: findings, figures, shares, in one transaction.

The same data gives the same, however often and in whatever order it is compared. A line without the
other side may belong to another agency, which is marked then; so comparing comes to an end.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from integration.facts.domain.fact import Fact, Observation
from integration.facts.domain.transition import Moment, Scope, transitions
from integration.facts.events import ORIGIN, fact_observed
from integration.facts.store import facts as fact_store
from integration.reconciliation.domain.derive import Derived, derive
from integration.reconciliation.domain.evidence import Evidence
from integration.reconciliation.domain.finding import Finding, FindingKey
from integration.reconciliation.domain.lifecycle import Change, changes
from integration.reconciliation.domain.plans import Lines, lines_of
from integration.reconciliation.domain.shares import ADAPTER, RESOURCE, observations, record_of
from integration.reconciliation.store import findings as finding_store
from integration.reconciliation.store import joining as joining_store
from integration.reconciliation.store import marks
from integration.reconciliation.store.joining import Joining, Lonely
from integration.reconciliation.usecases.gather import gather
from integration.records.domain.kinds import RECONCILIATION
from integration.records.domain.record import Read, Record
from integration.records.store import records as record_store
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import OWN_CODE
from kit.database import RecordingClock, Session
from kit.ids import new_id
from kit.outbox import emit

_Key = tuple[str, int]


class _Compared(NamedTuple):
    """What comparing an agency and year gave."""

    evidence: Evidence
    derived: Derived
    findings: Mapping[FindingKey, Finding]


async def compare_marked(session: Session, *, limit: int, clock: RecordingClock) -> int:
    """Compare the agencies that were marked first; return how many there were."""
    codes = await marks.take(session, limit)
    if not codes:
        return 0
    at = await clock.moment(session)
    gathered = await gather(session, codes)
    held = await finding_store.of_agencies(session, codes)
    # Of an agency that no source is read for any more, nothing can be told: least that all is well.
    unread = {key: Evidence(agency_code=key[0], year=key[1], told=()) for key in held}
    evidence = {**unread, **gathered.evidence}
    lines = {key: lines_of(one) for key, one in evidence.items()}
    lonely = [
        Lonely(gathered.regions[key], key[1], one)
        for key, found in lines.items()
        for one in found.unmatched(key[0])
    ]
    changed = await joining_store.replace_lonely(session, codes, lonely)
    others = await joining_store.elsewhere(session, changed | {one.place for one in lonely})
    compared, told = _compare_all(evidence, lines, lonely, others, held, at)
    await finding_store.write(session, told)
    await _save_figures(session, codes, compared, at)
    await _save_shares(session, codes, compared, at)
    touched = {one.line.agency_code for place in changed for one in others.get(place, ())}
    await marks.mark(session, touched - set(codes))
    return len(codes)


def _compare_all(
    evidence: Mapping[_Key, Evidence],
    lines: Mapping[_Key, Lines],
    lonely: Sequence[Lonely],
    others: Mapping[tuple[str, int, str], Sequence[Lonely]],
    held: Mapping[_Key, Mapping[FindingKey, Finding]],
    at: datetime,
) -> tuple[dict[_Key, _Compared], list[Change]]:
    own: dict[_Key, set[tuple[str, int, str]]] = {}
    for one in lonely:
        own.setdefault((one.line.agency_code, one.year), set()).add(one.place)
    compared: dict[_Key, _Compared] = {}
    told: list[Change] = []
    for key, given in evidence.items():
        elsewhere = {
            place[2]: [one.line for one in others.get(place, ()) if one.line.agency_code != key[0]]
            for place in own.get(key, ())
        }
        derived = derive(given, lines[key], elsewhere)
        before = held.get(key, {})
        news = list(changes(before, derived.found, derived.undecided, at=at))
        told += news
        after = {**before, **{one.finding.said.key: one.finding for one in news}}
        compared[key] = _Compared(given, derived, after)
    return compared, told


async def _save_figures(
    session: Session, codes: Collection[str], compared: Mapping[_Key, _Compared], at: datetime
) -> None:
    held = await joining_store.joinings(session, codes)
    changed = []
    for key, one in compared.items():
        after = _figures(key, one, held.get(key), at)
        if after is not None:
            changed.append(after)
    await joining_store.save(session, changed, at=at)


def _figures(key: _Key, one: _Compared, before: Joining | None, at: datetime) -> Joining | None:
    """Return the figures as they stand now; None if they are as before, or of nothing at all."""
    money = one.derived.money
    if isinstance(money, Reason):
        if before is None:
            is_there = one.evidence.has_plan or one.evidence.has_budget
            after = Joining(agency_code=key[0], year=key[1], money=None, doubt=money, told_at=None)
            return after if is_there else None
        return None if before.doubt == money else replace(before, doubt=money)
    if before is not None and (before.money, before.doubt) == (money, None):
        return None
    return Joining(agency_code=key[0], year=key[1], money=money, doubt=None, told_at=at)


async def _save_shares(
    session: Session, codes: Collection[str], compared: Mapping[_Key, _Compared], at: datetime
) -> None:
    """Save the shares as facts of this product, with the records that prove them."""
    await record_store.lock(session, OWN_CODE)
    run_id = new_id()
    made = {
        key: record_of(key[0], key[1], one.derived, one.findings.values())
        for key, one in compared.items()
    }
    fresh = [record for record in made.values() if record is not None]
    read = Read(run_id, None, ADAPTER)
    await record_store.write(session, OWN_CODE, {RESOURCE: fresh}, read=read, at=at)
    ids = [f"{year}:{code}" for code, year in compared]
    present = await record_store.present(session, OWN_CODE, RECONCILIATION, ids)
    states = await fact_store.states(session, OWN_CODE, codes)
    facts: list[Fact] = []
    for (code, year), one in compared.items():
        record = present.get(f"{year}:{code}")
        observed = observations(code, year, one.derived, one.findings.values(), record)
        moment = Moment(run_id=run_id, adapter=ADAPTER, at=at, confirmed_at=_told(record, at))
        known = [item for item in observed if item.doubt is None or item.key in states]
        facts += transitions(states, known, scope=_only(known), moment=moment)
    await fact_store.write(session, OWN_CODE, facts)
    await emit(session, [fact_observed(OWN_CODE, fact) for fact in facts], source=ORIGIN)


def _told(record: Record | None, at: datetime) -> datetime:
    """Return when the figures were told last, as far as it is known."""
    return at if record is None else record.changed_at


def _only(observed: Iterable[Observation]) -> Scope:
    # Other facts of this product stay as they are.
    return Scope(frozenset(one.key.agency_code for one in observed), frozenset())
