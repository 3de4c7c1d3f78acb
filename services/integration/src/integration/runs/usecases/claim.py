"""Claim a source that is due, so that no other worker reads it meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from integration.agencies import store as agencies
from integration.reading import store as last_listings
from integration.reading.adapters.collection import adapter_of
from integration.reading.store import LastListing
from integration.records.domain.record import Read
from integration.runs.domain.run import Run
from integration.runs.store import leases, runs
from integration.sources import store as sources
from integration.sources.domain.source import Source
from kit.database import Session
from kit.ids import new_id

# After the source's own deadline: time for the transaction that stores what was read.
_MARGIN: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A source that one worker reads now.

    `line` is its region with all agencies above. `listings` are its listings as they were read
    last; `current` says whether that was by this adapter and under this registration: only then are
    their entity tags still valid.
    """

    source: Source
    line: Sequence[str]
    token: UUID
    run: Run
    listings: Mapping[str, LastListing]
    current: bool

    @property
    def adapter(self) -> str:
        """Return the version of the adapter that reads."""
        return adapter_of(self.source).version

    @property
    def read(self) -> Read:
        """Return what versions of records are read by."""
        return Read(self.run.run_id, self.source.revision, self.adapter)

    @property
    def on_demand(self) -> bool:
        """Whether somebody asked for this run."""
        return self.run.trigger == "demand"

    @property
    def etags(self) -> dict[str, tuple[str, ...]]:
        """Return the entity tags to ask with, by listing."""
        if not self.current:
            return {}
        return {name: listing.etags for name, listing in self.listings.items() if listing.etags}


async def claim_source(session: Session, code: str, now: datetime) -> Claim | None:
    """Take the lease of a source that is due; None when it is not, or not any more."""
    claim = await claim_to_fail(session, code, now)
    if claim is None:
        return None
    return replace(
        claim,
        line=await agencies.line(session, claim.source.region_code),
        listings=await last_listings.of_source(session, code),
    )


async def claim_to_fail(session: Session, code: str, now: datetime) -> Claim | None:
    """Take the lease, and look up no more than is needed to store that the reading failed."""
    registered = await sources.find(session, code)
    if registered is None:
        return None
    token = new_id()
    until = now + timedelta(seconds=registered.timeout_seconds) + _MARGIN
    state = await leases.take(session, code, now=now, until=until, token=token)
    if state is None:
        return None
    adapter = adapter_of(registered).version
    return Claim(
        source=registered,
        line=(),
        token=token,
        run=await _run(session, registered, adapter=adapter, now=now),
        listings={},
        current=(state.read_revision, state.read_adapter) == (registered.revision, adapter),
    )


async def _run(session: Session, registered: Source, *, adapter: str, now: datetime) -> Run:
    """Return the run that was asked for, or a new one; that is stored only if it brings news."""
    waiting = await runs.waiting(session, registered.code)
    begun = replace(
        waiting or _scheduled(registered, now=now),
        status="running",
        started_at=now,
        source_revision=registered.revision,
        adapter=adapter,
    )
    if waiting is not None:
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
