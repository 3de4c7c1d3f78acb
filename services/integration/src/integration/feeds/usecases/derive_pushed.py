"""Derive records and facts from what was pushed, in one short transaction for each source."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from integration.facts.domain.fact import Fact
from integration.facts.domain.transition import Moment
from integration.facts.events import ORIGIN, fact_observed
from integration.reading.adapters.collection import adapter_of
from integration.runs.domain.run import Run
from integration.runs.store import runs
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.derivation.derive import MOST_ROWS, Derivation, derive
from integration.runs.usecases.derivation.read_kept import changes_of, doubts_after, task_of
from integration.runs.usecases.derivation.write_facts import is_stale, write_facts
from integration.sources import store as sources
from integration.sources.domain.source import Source
from integration.sources.domain.state import SourceState
from kit.database import Session
from kit.ids import new_id
from kit.outbox import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedPush:
    """What became of the rows that waited.

    `busy`: somebody else stores for the source now. `put_off`: the source has to be read as a whole
    first. `more`: further rows wait.
    """

    status: Literal["derived", "busy", "put_off"]
    source: Source | None = None
    found: Derivation = field(default_factory=Derivation)
    facts: Sequence[Fact] = ()

    @property
    def more(self) -> bool:
        """Whether further rows may wait."""
        return self.found.rows >= MOST_ROWS


async def derive_pushed(session: Session, code: str, *, at: datetime) -> DerivedPush:
    """Derive from the rows of a source that wait, if it was read as a whole on this day.

    Otherwise, as after a failure or under a new registration, the next reading takes them along; of
    a source that is not pulled it is due at once.
    """
    state = await sources.lock_state(session, code)
    source = await sources.find(session, code)
    if state is None or source is None:
        return DerivedPush(status="busy")
    claim = _claim(source, state, await _run(session, source, at=at))
    if is_stale(claim, state, at):
        await _put_off(session, source, state, at=at)
        return DerivedPush(status="put_off", source=source)
    task = task_of(claim, at=at)
    found = await derive(session, task, everything=False)
    facts = await write_facts(
        session,
        claim,
        changes_of(found),
        unreadable=await doubts_after(session, task, found),
        moment=_moment(claim, state, at),
    )
    await emit(session, [fact_observed(code, fact) for fact in facts], source=ORIGIN)
    await _save_run(session, claim.run, found, facts=len(facts), at=at)
    return DerivedPush(status="derived", source=source, found=found, facts=facts)


async def _put_off(session: Session, source: Source, state: SourceState, *, at: datetime) -> None:
    if not source.is_pulled and state.health != "failed" and state.next_due_at > at:
        await sources.save_state(session, replace(state, next_due_at=at))


def _claim(source: Source, state: SourceState, run: Run) -> Claim:
    """Return what a reading would have claimed; nobody is asked, so that no lease is needed."""
    read = (state.read_revision, state.read_adapter)
    return Claim(
        source=source,
        line=(),
        token=run.run_id,
        run=run,
        listings={},
        current=read == (source.revision, adapter_of(source).version),
    )


async def _run(session: Session, source: Source, *, at: datetime) -> Run:
    """Return the run of this minute: many small pushes have one between them."""
    minute = at.replace(second=0, microsecond=0)
    held = await runs.delivered_since(session, source.code, "push", minute)
    if held is not None and held.source_revision == source.revision:
        return held
    return Run(
        run_id=new_id(),
        source_code=source.code,
        status="succeeded",
        trigger="delivery",
        way="push",
        requested_at=at,
        started_at=at,
        source_revision=source.revision,
        adapter=adapter_of(source).version,
    )


async def _save_run(
    session: Session, run: Run, found: Derivation, *, facts: int, at: datetime
) -> None:
    """Count what is new in the run; one in which nothing was is not kept."""
    news = {
        "rows": found.rows,
        "row_errors": found.errors,
        "records_added": found.written.added,
        "records_changed": found.written.changed,
        "records_gone": found.gone,
        "facts_changed": facts,
    }
    if not found.rows:
        return
    figures = {name: run.figures.get(name, 0) + count for name, count in news.items()}
    status: Literal["partial", "succeeded"] = "partial" if figures["row_errors"] else "succeeded"
    await runs.save(session, replace(run, status=status, finished_at=at, figures=figures))


def _moment(claim: Claim, state: SourceState, at: datetime) -> Moment:
    return Moment(
        run_id=claim.run.run_id,
        adapter=claim.adapter,
        at=at,
        confirmed_at=state.last_success_at,
    )
