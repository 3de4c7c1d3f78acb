"""Store what a reading of a source found: only what differs, in one short transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from integration.facts.domain.fact import Fact
from integration.facts.domain.transition import Moment
from integration.facts.events import ORIGIN, fact_observed
from integration.reading import store as last_listings
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.row_error import RowError
from integration.reading.store import LastListing
from integration.records.domain.unreadable import UnreadableRow
from integration.records.store import records as record_store
from integration.runs import events
from integration.runs.domain.outcome import Success, after_waiting
from integration.runs.store import answers as kept_answers
from integration.runs.store import runs
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.derivation.keep_doubts import keep_doubts
from integration.runs.usecases.derivation.read_kept import is_waiting_for_rows, of_kept_rows
from integration.runs.usecases.derivation.write_facts import Changes, is_stale, write_facts
from integration.runs.usecases.end_claim import state_after, state_to_end
from integration.runs.usecases.hold_reading import overtake_held
from integration.runs.usecases.report import error_groups, errors_of, hash_of, report
from integration.sources import store as sources
from integration.sources.domain.state import SourceState
from kit.database import Session
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


async def store_reading(
    session: Session, claim: Claim, contents: Sequence[ListingContent], *, at: datetime
) -> Stored:
    """Store a reading that can be believed; one without change writes the source's state only."""
    state = await state_to_end(session, claim, at=at)
    if state is None:
        return Stored(status="abandoned")
    if await is_waiting_for_rows(session, claim):
        await sources.save_state(session, after_waiting(state, claim.source, at=at))
        return Stored(status="succeeded", is_news=False)
    errors = errors_of(contents)
    find = of_kept_rows if claim.source.keeps_rows else _fresh
    changes, unreadable, row_error_hash = await find(session, claim, contents, state, at)
    moment = _moment(claim, state, at)
    facts = await write_facts(session, claim, changes, unreadable=unreadable, moment=moment)
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
    changes: Changes,
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


async def _fresh(
    session: Session,
    claim: Claim,
    contents: Sequence[ListingContent],
    state: SourceState,
    at: datetime,
) -> tuple[Changes, Sequence[UnreadableRow], str | None]:
    """Write the records of listings that were read whole."""
    unreadable = await _unreadable(session, claim, contents)
    row_error_hash = hash_of(errors_of(contents), unreadable)
    recompute = is_stale(claim, state, at) or row_error_hash != state.row_error_hash
    changes = await _write_records(session, claim, contents, recompute=recompute, at=at)
    if not claim.is_aside and (recompute or (unreadable and changes.records)):
        await keep_doubts(session, claim.source, unreadable)
    return changes, unreadable, row_error_hash


async def _write_records(
    session: Session,
    claim: Claim,
    contents: Sequence[ListingContent],
    *,
    recompute: bool,
    at: datetime,
) -> Changes:
    code, read = claim.source.code, claim.read
    fresh = {item.resource: item.records for item in contents if item.records is not None}
    if not fresh:
        return Changes(0, 0, 0, frozenset(), recompute)
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
    return Changes(
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
