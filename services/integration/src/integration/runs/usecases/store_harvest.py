"""Stores what a reading of a source gave: one short transaction, set-based, only what differs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from integration.facts.domain.fact import Fact
from integration.facts.domain.observers import observe
from integration.facts.domain.transition import Moment, Scope, transitions
from integration.facts.events import ORIGIN, fact_observed
from integration.facts.store import facts as fact_store
from integration.reading import store as listings
from integration.reading.adapters.collection import Harvest
from integration.reading.domain.row_error import RowError
from integration.reading.store import Memory
from integration.records import store as record_store
from integration.runs import events
from integration.runs.domain.timing import next_after_success
from integration.runs.store import leases, runs
from integration.runs.usecases.claim import Claim
from integration.sources import store as sources
from integration.sources.store import SourceStateRow
from kit.database import Session
from kit.observe import get_logger
from kit.outbox import emit

_MOST_ROW_ERRORS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a reading. `abandoned`: the lease or the registration moved meanwhile.

    `told` is False for a scheduled reading that found nothing new.
    """

    status: Literal["succeeded", "partial", "abandoned"]
    told: bool = True
    records: int = 0
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class _Changes:
    """How many records a reading changed, and for which agencies facts are to be read again."""

    added: int
    changed: int
    gone: int
    agency_codes: frozenset[str]
    everything: bool

    @property
    def records(self) -> int:
        return self.added + self.changed + self.gone


async def store_harvest(
    session: Session, claim: Claim, harvests: Sequence[Harvest], *, at: datetime
) -> Stored:
    """Store a reading that can be believed; an unchanged one writes the source's state only."""
    state = await leases.held(session, claim.source.code, claim.token)
    registered = await sources.find(session, claim.source.code)
    if state is None or registered is None:
        return Stored(status="abandoned")
    if registered.revision != claim.source.revision:
        return await _put_back(session, claim, state, at)
    changes = await _write_records(
        session, claim, harvests, recompute=_is_stale(claim, state), at=at
    )
    facts = await _write_facts(session, claim, changes, at=at)
    await _publish(session, claim, state, facts, at)
    await listings.save(session, claim.source.code, _new_memories(claim, harvests))
    errors = [error for harvest in harvests for error in harvest.errors]
    told = bool(claim.on_demand or changes.records or facts or state.health != "up")
    told = told or _hash_of(errors) != state.row_error_hash
    if told:
        await _save_run(session, claim, harvests, changes=changes, facts=len(facts), at=at)
    _settle(state, claim, _hash_of(errors), at)
    return Stored(
        status="partial" if errors else "succeeded",
        told=told,
        records=changes.records,
        facts=facts,
    )


def _is_stale(claim: Claim, state: SourceStateRow) -> bool:
    """Say whether every fact has to be read again, though no record changed."""
    return not claim.current or state.health != "up"


async def _put_back(session: Session, claim: Claim, state: SourceStateRow, at: datetime) -> Stored:
    """Leave a reading under an old registration; the source is due at once under the new one."""
    state.lease_token, state.lease_until, state.next_due_at = None, None, at
    if claim.on_demand:
        await runs.put_back(session, claim.run.run_id)
    return Stored(status="abandoned")


async def _write_records(
    session: Session, claim: Claim, harvests: Sequence[Harvest], *, recompute: bool, at: datetime
) -> _Changes:
    code, run_id = claim.source.code, claim.run.run_id
    fresh = {item.resource: item.records for item in harvests if item.records is not None}
    if not fresh:
        return _Changes(0, 0, 0, frozenset(), recompute)
    before = await record_store.opened(session, code)
    written = await record_store.write(session, code, fresh, run_id=run_id, at=at)
    gone = await record_store.mark_gone(
        session,
        code,
        [item.resource for item in harvests if not item.unchanged and item.complete],
        listed=_listed(harvests),
        run_id=run_id,
        at=at,
    )
    touched = {*written.agency_codes, *gone}
    # A record of the region, or the first row of a month, concerns every agency.
    regional = None in touched or await record_store.opened(session, code) != before
    return _Changes(
        written.added,
        written.changed,
        len(gone),
        frozenset(agency for agency in touched if agency is not None),
        recompute or regional,
    )


def _listed(harvests: Sequence[Harvest]) -> list[tuple[str, str]]:
    """Return every record that is still listed, broken rows included."""
    whole = [item.key for harvest in harvests for item in harvest.records or ()]
    broken = [(harvest.kind, name) for harvest in harvests for name in harvest.kept]
    return whole + broken


async def _write_facts(
    session: Session, claim: Claim, changes: _Changes, *, at: datetime
) -> list[Fact]:
    """Write and return the facts that changed.

    Nothing is said of an agency of which the source never held a record: more likely than an
    agency that left no trace is a unit that was mapped by mistake.
    """
    code, mapped = claim.source.code, claim.source.agency_codes
    if not changes.everything and not changes.agency_codes:
        return []
    agencies = mapped if changes.everything else changes.agency_codes & mapped
    records = await record_store.load(session, code, agencies)
    states = await fact_store.states(session, code, None if changes.everything else agencies)
    known = {item.agency_code for item in records} | {key.agency_code for key in states}
    if agencies - known:
        get_logger().warning(
            "agencies_without_records", source=code, found=sorted(agencies - known)
        )
    observed = observe(
        claim.source,
        agencies & known,
        records=records,
        opened=await record_store.opened(session, code),
    )
    facts = list(
        transitions(
            states,
            observed,
            scope=Scope(agency_codes=mapped, years=frozenset(claim.source.years)),
            moment=Moment(run_id=claim.run.run_id, adapter=claim.adapter, at=at),
        )
    )
    await fact_store.write(session, code, facts)
    return facts


async def _publish(
    session: Session, claim: Claim, state: SourceStateRow, facts: Sequence[Fact], at: datetime
) -> None:
    recovered = []
    if state.health == "failed":
        state.health_revision += 1
        recovered = [
            events.source_recovered(
                claim.source,
                state.health_revision,
                run_id=claim.run.run_id,
                recovered_at=at,
                failed_at=state.failed_at or at,
            )
        ]
    observed = [fact_observed(claim.source.code, item) for item in facts]
    await emit(session, [*recovered, *observed], source=ORIGIN)


def _new_memories(claim: Claim, harvests: Sequence[Harvest]) -> dict[str, Memory]:
    found = {
        item.resource: Memory(item.etags, item.rows) for item in harvests if not item.unchanged
    }
    return {name: memory for name, memory in found.items() if claim.memories.get(name) != memory}


async def _save_run(
    session: Session,
    claim: Claim,
    harvests: Sequence[Harvest],
    *,
    changes: _Changes,
    facts: int,
    at: datetime,
) -> None:
    errors = [error for harvest in harvests for error in harvest.errors]
    claim.run.status = "partial" if errors else "succeeded"
    claim.run.finished_at = at
    claim.run.row_errors = [_error_row(error) for error in errors[:_MOST_ROW_ERRORS]]
    claim.run.figures = {
        "listings": len(harvests),
        "unchanged_listings": sum(item.unchanged for item in harvests),
        "rows": sum(item.rows for item in harvests),
        "row_errors": len(errors),
        "records_added": changes.added,
        "records_changed": changes.changed,
        "records_gone": changes.gone,
        "facts_changed": facts,
    }
    await runs.save(session, claim.run)


def _error_row(error: RowError) -> dict[str, str | int | None]:
    return {
        "resource": error.resource,
        "position": error.position,
        "record_id": error.record_id,
        "field": error.field,
        "code": error.code,
        "found": error.found,
    }


def _hash_of(errors: Sequence[RowError]) -> str | None:
    """Return what tells whether the same rows are broken as last time."""
    if not errors:
        return None
    text = repr(sorted(map(str, (replace(error, position=0) for error in errors))))
    return hashlib.sha256(text.encode()).hexdigest()


def _settle(state: SourceStateRow, claim: Claim, row_error_hash: str | None, at: datetime) -> None:
    state.health = "up"
    state.last_success_at = at
    state.failed_at = state.failure = None
    state.failures = 0
    state.next_due_at = next_after_success(at, claim.source.interval_seconds)
    state.lease_token = state.lease_until = None
    state.read_revision, state.read_adapter = claim.source.revision, claim.adapter
    state.row_error_hash = row_error_hash
