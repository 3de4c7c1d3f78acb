"""Takes a source that is due, so that no other worker reads it meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from integration.reading import store as listings
from integration.reading.adapters.collection import ADAPTERS
from integration.reading.store import Memory
from integration.runs.store import leases, runs
from integration.runs.store.tables import SyncRunRow
from integration.sources import store as sources
from integration.sources.domain.source import Source
from kit.database import Session
from kit.ids import new_id

# After the source's own deadline: time for the transaction that stores what was read.
_MARGIN: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A source in the hands of one worker.

    `memories` is what is remembered of its listings; `current` says whether they were read by
    this adapter under this registration, so that entity tags still mean something.
    """

    source: Source
    token: UUID
    run: SyncRunRow
    memories: Mapping[str, Memory]
    current: bool

    @property
    def adapter(self) -> str:
        """Return the version of the adapter that reads."""
        return ADAPTERS[self.source.system].version

    @property
    def on_demand(self) -> bool:
        """Whether somebody asked for this run."""
        return self.run.trigger == "demand"

    @property
    def etags(self) -> dict[str, tuple[str, ...]]:
        """Return the entity tags to ask with, by listing."""
        if not self.current:
            return {}
        return {name: memory.etags for name, memory in self.memories.items() if memory.etags}


async def claim_source(session: Session, code: str, now: datetime) -> Claim | None:
    """Take the lease of a source that is due; None when it is not, or not any more."""
    registered = await sources.find(session, code)
    if registered is None:
        return None
    token = new_id()
    until = now + timedelta(seconds=registered.timeout_seconds) + _MARGIN
    state = await leases.take(session, code, now=now, until=until, token=token)
    if state is None:
        return None
    adapter = ADAPTERS[registered.system].version
    return Claim(
        source=registered,
        token=token,
        run=await _run(session, registered, adapter=adapter, now=now),
        memories=await listings.of_source(session, code),
        current=(state.read_revision, state.read_adapter) == (registered.revision, adapter),
    )


async def _run(session: Session, registered: Source, *, adapter: str, now: datetime) -> SyncRunRow:
    """Return the run that was asked for, or a new one, which is stored only if it has to tell."""
    waiting = await runs.waiting(session, registered.code)
    if waiting is None:
        waiting = SyncRunRow(
            run_id=new_id(),
            source_code=registered.code,
            status="running",
            trigger="schedule",
            requested_at=now,
        )
    waiting.status = "running"
    waiting.started_at = now
    waiting.source_revision = registered.revision
    waiting.adapter = adapter
    return waiting
