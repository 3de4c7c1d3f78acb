"""Claim a source that is due, so that no other worker reads it meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from integration.agencies import store as agencies
from integration.drift import store as quarantines
from integration.reading import store as last_listings
from integration.reading.adapters.collection import adapter_of
from integration.reading.domain.answers import Answers
from integration.reading.store import LastListing
from integration.records.domain.record import Read
from integration.runs.domain.run import Run
from integration.runs.store import answers as kept_answers
from integration.runs.store import leases, runs
from integration.sources import store as sources
from integration.sources.domain.source import Source
from kit.database import Session
from kit.ids import new_id

# After the source's own deadline: time for the transaction that stores what was read.
_MARGIN: Final = timedelta(seconds=30)
# A long run goes on saying that it lives; one that does not is another worker's after so long.
_LONGEST_LEASE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A source that one worker reads now.

    `line` is its region with all agencies above. `listings` are its listings as they were read
    last; `current` says whether that was by this adapter and under this registration: only then are
    their entity tags still valid. `changed_at` is when anything changed in the source. `answers`
    are what it answered in this run; `is_released`: exactly these were released from quarantine.
    """

    source: Source
    line: Sequence[str]
    token: UUID
    run: Run
    listings: Mapping[str, LastListing]
    current: bool
    changed_at: datetime | None = None
    is_released: bool = False
    answers: Answers = field(default_factory=Answers)

    @property
    def adapter(self) -> str:
        """Return the version of the adapter that reads."""
        return adapter_of(self.source).version

    @property
    def read(self) -> Read:
        """Return what versions of records are read by."""
        return Read(self.run.run_id, self.source.revision, self.adapter)

    @property
    def is_aside(self) -> bool:
        """Whether other years are read than those of the registration: a backfill."""
        return self.run.years is not None

    @property
    def on_demand(self) -> bool:
        """Whether the run is stored whatever becomes of it: asked for, or shown already."""
        return self.run.trigger == "demand" or self.answers.is_stored

    @property
    def etags(self) -> dict[str, tuple[str, ...]]:
        """Return the entity tags to ask with, by listing."""
        if not self.current or self.is_aside:
            return {}
        return {name: listing.etags for name, listing in self.listings.items() if listing.etags}


def lease_until(source: Source, now: datetime) -> datetime:
    """Return until when a worker has a source, unless it says meanwhile that it lives."""
    return now + min(timedelta(seconds=source.timeout_seconds) + _MARGIN, _LONGEST_LEASE)


async def claim_source(session: Session, code: str, now: datetime) -> Claim | None:
    """Take the lease of a source that is due; None when it is not, or not any more."""
    claim = await claim_to_fail(session, code, now)
    if claim is None:
        return None
    quarantine = await quarantines.find(session, claim.run.run_id)
    return replace(
        claim,
        line=await agencies.line(session, claim.source.region_code),
        listings=await last_listings.of_source(session, code),
        is_released=quarantine is not None and quarantine.status == "released",
    )


async def claim_to_fail(session: Session, code: str, now: datetime) -> Claim | None:
    """Take the lease, and look up no more than is needed to store that the reading failed."""
    registered = await sources.find(session, code)
    if registered is None:
        return None
    token = new_id()
    until = lease_until(registered, now)
    state = await leases.take(session, code, now=now, until=until, token=token)
    if state is None:
        return None
    adapter = adapter_of(registered).version
    waiting = await runs.waiting(session, registered.code)
    run = await _run(session, registered, waiting, adapter=adapter, now=now)
    return Claim(
        source=registered if run.years is None else replace(registered, years=run.years),
        line=(),
        token=token,
        run=run,
        listings={},
        current=(state.read_revision, state.read_adapter) == (registered.revision, adapter),
        changed_at=state.changed_at,
        answers=Answers(is_stored=waiting is not None),
    )


async def _run(
    session: Session, registered: Source, waiting: Run | None, *, adapter: str, now: datetime
) -> Run:
    """Return the run that was asked for, or a new one; that is stored only if it brings news."""
    begun = replace(
        waiting or _scheduled(registered, now=now),
        status="running",
        started_at=now,
        source_revision=registered.revision,
        adapter=adapter,
    )
    if waiting is not None:
        if (waiting.source_revision, waiting.adapter) != (registered.revision, adapter):
            await kept_answers.drop(session, waiting.run_id)
        await runs.save(session, begun)
    return begun


def _scheduled(registered: Source, *, now: datetime) -> Run:
    return Run(
        run_id=new_id(),
        source_code=registered.code,
        status="running",
        trigger="schedule",
        requested_at=now,
    )
