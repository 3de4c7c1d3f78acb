"""Store what a reading of a source found: only what differs, in one short transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from integration.agencies import store as agency_store
from integration.facts.domain.fact import Fact
from integration.facts.domain.observers import facts_told_by, observe
from integration.facts.domain.transition import Moment, Scope, transitions
from integration.facts.events import ORIGIN, fact_observed
from integration.facts.store import facts as fact_store
from integration.reading import store as last_listings
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.row_error import RowError
from integration.reading.store import LastListing
from integration.reconciliation.store import marks
from integration.records.domain.days import Today
from integration.records.domain.unreadable import UnreadableRow
from integration.records.store import records as record_store
from integration.runs import events
from integration.runs.domain.outcome import Success
from integration.runs.store import answers as kept_answers
from integration.runs.store import runs
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.end_claim import state_after, state_to_end
from integration.runs.usecases.hold_reading import overtake_held
from integration.runs.usecases.keep_doubts import keep_doubts
from integration.runs.usecases.report import error_groups, errors_of, hash_of, report
from integration.sources import store as sources
from integration.sources.domain.state import SourceState
from kit.database import Session
from kit.observe import get_logger
from kit.outbox import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a reading. `abandoned`: the lease or the registration changed meanwhile.

    `is_news` is False for a scheduled reading that found nothing new.
    """

    status: Literal["succeeded", "partial", "abandoned"]
    is_news: bool = True
    records: int = 0
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class _Changes:
    """How many records a reading changed, and the agencies whose facts are derived again."""

    added: int
    changed: int
    gone: int
    agency_codes: frozenset[str]
    all_agencies: bool

    @property
    def records(self) -> int:
        return self.added + self.changed + self.gone

    def counts(self, contents: Sequence[ListingContent]) -> dict[str, int]:
        """Return what became of the records of the rows that could be read."""
        read = sum(len(item.records or ()) for item in contents)
        return {
            "records_added": self.added,
            "records_changed": self.changed,
            "records_unchanged": read - self.added - self.changed,
            "records_gone": self.gone,
        }


async def store_reading(
    session: Session, claim: Claim, contents: Sequence[ListingContent], *, at: datetime
) -> Stored:
    """Store a reading that can be believed; one without change writes the source's state only."""
    state = await state_to_end(session, claim, at=at)
    if state is None:
        return Stored(status="abandoned")
    errors = errors_of(contents)
    unreadable = await _unreadable(session, claim, contents)
    row_error_hash = hash_of(errors, unreadable)
    recompute = _is_stale(claim, state, at) or row_error_hash != state.row_error_hash
    changes = await _write_records(session, claim, contents, recompute=recompute, at=at)
    moment = _moment(claim, state, at)
    facts = await _write_facts(session, claim, changes, unreadable=unreadable, moment=moment)
    if not claim.is_aside and (recompute or (unreadable and changes.records)):
        await keep_doubts(session, claim.source, unreadable)
    again = claim.source.agency_codes if changes.all_agencies else changes.agency_codes
    await marks.mark(session, {*again, *(fact.key.agency_code for fact in facts)})
    success = _success(claim, changes, errors, row_error_hash=row_error_hash, at=at)
    settled = state_after(state, claim, success)
    await _publish(session, claim, state, settled, facts=facts)
    await last_listings.save(session, claim.source.code, _changed_listings(claim, contents))
    await overtake_held(session, claim, state, at=at)
    is_news = bool(claim.on_demand or changes.records or facts or state.health != "up")
    is_news = is_news or settled.row_error_hash != state.row_error_hash
    if is_news:
        counts = {**changes.counts(contents), "facts_changed": len(facts)}
        await _save_run(session, claim, contents, counts=counts, at=at)
    await sources.save_state(session, settled)
    return Stored(
        status="partial" if errors else "succeeded",
        is_news=is_news,
        records=changes.records,
        facts=facts,
    )


def _success(
    claim: Claim,
    changes: _Changes,
    errors: Sequence[RowError],
    *,
    row_error_hash: str | None,
    at: datetime,
) -> Success:
    return Success(
        source_revision=claim.source.revision,
        adapter=claim.adapter,
        row_error_hash=row_error_hash,
        at=at,
        is_change=bool(changes.records) or claim.is_released,
        error_groups=error_groups(errors),
    )


async def _save_run(
    session: Session,
    claim: Claim,
    contents: Sequence[ListingContent],
    *,
    counts: Mapping[str, int],
    at: datetime,
) -> None:
    status: Literal["partial", "succeeded"] = "partial" if errors_of(contents) else "succeeded"
    await runs.save(session, report(claim, contents, status=status, counts=counts, at=at))
    if claim.answers.is_stored:
        await kept_answers.drop(session, claim.run.run_id)


def _is_stale(claim: Claim, state: SourceState, at: datetime) -> bool:
    """Say whether all facts have to be derived again, even if no record changed.

    With a new day something may have come that lay ahead.
    """
    if not claim.current or state.health != "up" or state.last_success_at is None:
        return True
    if claim.is_aside:
        return True
    return _today(claim, at).day != _today(claim, state.last_success_at).day


def _today(claim: Claim, at: datetime) -> Today:
    return Today.at(at, claim.source.options.timezone)


async def _write_records(
    session: Session,
    claim: Claim,
    contents: Sequence[ListingContent],
    *,
    recompute: bool,
    at: datetime,
) -> _Changes:
    code, read = claim.source.code, claim.read
    fresh = {item.resource: item.records for item in contents if item.records is not None}
    if not fresh:
        return _Changes(0, 0, 0, frozenset(), recompute)
    before = await record_store.opened(session, code)
    written = await record_store.write(session, code, fresh, read=read, at=at)
    gone = await record_store.mark_gone(
        session,
        code,
        [item.resource for item in contents if not item.unchanged and item.complete],
        listed=_listed(contents),
        read=read,
        at=at,
    )
    touched = {*written.agency_codes, *gone}
    # A record of the whole region, or the first row of a month, concerns every agency.
    regional = None in touched or await record_store.opened(session, code) != before
    return _Changes(
        written.added,
        written.changed,
        len(gone),
        frozenset(agency for agency in touched if agency is not None),
        recompute or regional,
    )


async def _unreadable(
    session: Session, claim: Claim, contents: Sequence[ListingContent]
) -> list[UnreadableRow]:
    """Return the rows that cannot be read, and the records that may be among them."""
    # A listing whose end is not known says nothing against the records that it did not show.
    holed = [item for item in contents if not item.unchanged and item.ended and not item.complete]
    unlisted = await record_store.unlisted(
        session, claim.source.code, [item.resource for item in holed], listed=_listed(contents)
    )
    return [*(row for item in contents for row in item.unreadable), *unlisted]


def _listed(contents: Sequence[ListingContent]) -> list[tuple[str, str]]:
    """Return every record that is still listed, broken rows included."""
    whole = [item.key for content in contents for item in content.records or ()]
    broken = [(content.kind, name) for content in contents for name in content.kept]
    return whole + broken


async def _write_facts(
    session: Session,
    claim: Claim,
    changes: _Changes,
    *,
    unreadable: Sequence[UnreadableRow],
    moment: Moment,
) -> list[Fact]:
    """Write and return the facts that changed.

    Nothing is observed of agencies that are not there today, or never had a record in the source.
    """
    code, mapped, today = claim.source.code, claim.source.agency_codes, _today(claim, moment.at)
    lives = await agency_store.lives(session, mapped)
    idle = {each for each, life in lives.items() if not life.is_there_on(today.day)}
    if not changes.all_agencies and not changes.agency_codes and not idle:
        return []
    # Whose a row is that does not say it, the records of all tell.
    everybody = changes.all_agencies or any(row.whose != "stated" for row in unreadable)
    agencies = mapped if everybody else changes.agency_codes & mapped | idle
    records = await record_store.load(session, code, agencies)
    states = await fact_store.states(session, code, None if everybody else agencies)
    told = {key.agency_code for key in states}
    known = {item.agency_code for item in records} | told
    _warn_without_records(code, agencies - known - idle)
    observed = observe(
        claim.source,
        agencies & known - idle,
        records=records,
        opened=await record_store.opened(session, code),
        unreadable=unreadable,
        today=today,
        begun_on={each: life.first for each, life in lives.items()},
    )
    lives |= await agency_store.lives(session, told - mapped)
    years, answered = frozenset(claim.source.years), facts_told_by(claim.source)
    scope = Scope(mapped, years, lives, today.day, answered)
    facts = list(transitions(states, observed, scope=scope, moment=moment))
    await fact_store.write(session, code, facts)
    return facts


def _warn_without_records(code: str, agencies: Collection[str]) -> None:
    """Tell of agencies without any record: their units were probably mapped by mistake."""
    if agencies:
        get_logger().warning("agencies_without_records", source=code, found=sorted(agencies))


def _moment(claim: Claim, state: SourceState, at: datetime) -> Moment:
    return Moment(
        run_id=claim.run.run_id, adapter=claim.adapter, at=at, confirmed_at=state.last_success_at
    )


async def _publish(
    session: Session,
    claim: Claim,
    before: SourceState,
    settled: SourceState,
    *,
    facts: Sequence[Fact],
) -> None:
    recovered = []
    if before.failed_at is not None and settled.health == "up" and not claim.is_aside:
        recovered = [
            events.source_recovered(
                claim.source, settled, run_id=claim.run.run_id, failed_at=before.failed_at
            )
        ]
    observed = [fact_observed(claim.source.code, item) for item in facts]
    await emit(session, [*recovered, *observed], source=ORIGIN)


def _changed_listings(claim: Claim, contents: Sequence[ListingContent]) -> dict[str, LastListing]:
    found = {item.resource: _as_read(claim, item) for item in contents if not item.unchanged}
    return {name: listing for name, listing in found.items() if claim.listings.get(name) != listing}


def _as_read(claim: Claim, item: ListingContent) -> LastListing:
    """Return a listing as it was read; one without a known end does not count as shorter."""
    before = claim.listings.get(item.resource)
    least = 0 if item.ended or before is None else before.rows
    last_shape = None if before is None else before.shape
    shape = None if item.shape is None else item.shape.after(last_shape)
    return LastListing(
        item.etags, max(item.rows, least), item.own_rows, shape, claim.source.revision
    )
