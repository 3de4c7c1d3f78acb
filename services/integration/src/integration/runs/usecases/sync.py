"""Read one source: claim it, collect over HTTP with no transaction open, store what differs."""

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from anyio import CapacityLimiter

from integration import metrics
from integration.drift.domain.finding import reason_of
from integration.drift.domain.judging import Thresholds
from integration.facts.domain.fact import Fact
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.reader import Client
from integration.reading.domain.listing_content import ListingContent
from integration.runs.domain.outcome import Pause
from integration.runs.store import leases
from integration.runs.usecases.beat import Beats
from integration.runs.usecases.claim import Claim, claim_source, claim_to_fail
from integration.runs.usecases.derivation.read_kept import merge_pulled
from integration.runs.usecases.end_claim import record_cancel
from integration.runs.usecases.gather import Asking, Gathered, LeaseLost, RunCancelled, gather
from integration.runs.usecases.hold_reading import hold_reading
from integration.runs.usecases.record_failure import (
    Mark,
    Recorded,
    leave_for_later,
    mark_unknown,
    record_failure,
)
from integration.runs.usecases.store_reading import Stored, store_reading
from integration.sources.domain.reason import Reason
from integration.sources.usecases.check_access import Allowed
from kit.database import Database, DatabaseClock, Fault, RecordingClock, fault_of
from kit.fail_points import Step, reached
from kit.observe import forget_span, get_logger, span
from rules.text import Text

# One for claims, one to look for due sources, one for the consumers and the health check.
_OTHERS: Final = 3
_READING_BROKE: Final = Reason(
    "reading_broke",
    Text(
        "Pembacaan sumber terhenti karena kesalahan yang tidak terduga. Kesalahan ini sudah "
        "dicatat.",
        "An unexpected error broke off the reading of the source. The error is in the log.",
    ),
)


def _unlimited() -> CapacityLimiter:
    return CapacityLimiter(math.inf)


@dataclass(frozen=True, slots=True)
class Places:
    """How many connections the readings of all sources may hold at once.

    `claims` take and give back leases, which is short. `stores` store what became of a reading,
    which can take long, and any number of sources may store at the same time. Whatever else needs a
    connection must not wait for them; they wait here, in their order and without an end.
    """

    claims: CapacityLimiter = field(default_factory=_unlimited)
    stores: CapacityLimiter = field(default_factory=_unlimited)

    @classmethod
    def within(cls, pool_size: int) -> Self:
        """Return the places that leave connections of the pool to others."""
        return cls(CapacityLimiter(1), CapacityLimiter(max(1, pool_size - _OTHERS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What is needed to read a source."""

    database: Database
    client: Client
    allowed: Allowed
    thresholds: Thresholds = field(default_factory=Thresholds)
    effort: Effort = field(default_factory=Effort)
    longest_pause_seconds: int = 300
    places: Places = field(default_factory=Places)
    clock: RecordingClock = field(default_factory=DatabaseClock)
    jitter: Callable[[], int] = lambda: random.randint(0, 100)  # noqa: S311 - spreads retries
    beat_seconds: float = 1.0

    @property
    def asking(self) -> Asking:
        """Return with what a source is asked."""
        beats = Beats(
            database=self.database,
            places=self.places.claims,
            clock=self.clock,
            seconds=self.beat_seconds,
        )
        return Asking(
            client=self.client,
            allowed=self.allowed,
            effort=self.effort,
            thresholds=self.thresholds,
            beats=beats,
        )


async def sync_source(code: str, tools: Tools) -> metrics.Outcome | None:
    """Read a source if it is due; None when it was not.

    A failure of the source is an outcome, and so is a reading that breaks for whatever reason: the
    next one comes after a pause. What is raised could not even be stored as a failure.
    """
    claim, broken = await _claim(code, tools)
    if claim is None:
        return None
    reached(Step.AFTER_CLAIM)
    started = time.monotonic()
    try:
        with span(
            "source sync",
            links=[claim.run.traceparent],
            attributes={"source.code": code, "run.id": str(claim.run.run_id)},
        ) as opened:
            outcome, is_news = await _read(claim, tools, broken)
            if not is_news:
                forget_span(opened)
    except BaseException:
        metrics.record_run(claim.source.system, "broken", seconds=time.monotonic() - started)
        await _give_back(claim, tools)
        raise
    metrics.record_run(claim.source.system, outcome, seconds=time.monotonic() - started)
    return outcome


async def _claim(code: str, tools: Tools) -> tuple[Claim | None, Reason | None]:
    """Take the source's lease; with a reason if what a reading needs cannot be looked up."""
    try:
        async with tools.places.claims, tools.database.transaction() as session:
            return await claim_source(session, code, tools.clock.now()), None
    except Exception as error:
        if _will_pass(error):
            raise
        get_logger().exception("claim_broke", source=code)
    async with tools.places.claims, tools.database.transaction() as session:
        return await claim_to_fail(session, code, tools.clock.now()), _READING_BROKE


async def _read(claim: Claim, tools: Tools, broken: Reason | None) -> tuple[metrics.Outcome, bool]:
    """Return how the reading ended, and whether that is news."""
    if broken is not None:
        return await _fail(claim, tools, broken), True
    try:
        gathered = await gather(claim, tools.asking)
        reached(Step.BEFORE_STORED)
        try:
            return await _end(claim, tools, gathered)
        except Exception as error:
            if not _will_pass(error):
                raise
            get_logger().warning("stored_again", source=claim.source.code, error=repr(error))
            return await _end(claim, tools, gathered)
    except SourceFailure as failure:
        return await _fail(claim, tools, failure.reason, asked=failure.retry_after), True
    except (RunCancelled, LeaseLost) as ended:
        return await _cancel(claim, tools) if isinstance(ended, RunCancelled) else "abandoned", True
    except Exception:  # noqa: BLE001 - whatever it is, no reading breaks off in silence
        get_logger().exception("reading_broke", source=claim.source.code)
        return await _fail(claim, tools, _READING_BROKE), True


async def _end(claim: Claim, tools: Tools, gathered: Gathered) -> tuple[metrics.Outcome, bool]:
    """Store what was gathered, or hold it; of a backfill that drifted nothing is kept."""
    if gathered.findings and claim.is_aside:
        return await _fail(claim, tools, reason_of(list(gathered.findings))), True
    if gathered.findings:
        return await _hold(claim, tools, gathered), True
    stored = await _store(claim, tools, gathered.contents)
    reached(Step.AFTER_STORED)
    _tell(claim, gathered.contents, stored)
    return stored.status, stored.is_news


def _will_pass(error: Exception) -> bool:
    """Say whether it was not the reading that broke, but the database that was away or busy."""
    return fault_of(error) in {Fault.AWAY, Fault.BUSY}


async def _store(claim: Claim, tools: Tools, contents: Sequence[ListingContent]) -> Stored:
    with span("facts stored") as opened:
        if claim.source.keeps_rows and contents:
            async with tools.places.stores, tools.database.transaction() as session:
                at = await tools.clock.moment(session)
                await merge_pulled(session, claim, contents, at=at)
        async with tools.places.stores, tools.database.transaction() as session:
            at = await tools.clock.moment(session)
            stored = await store_reading(session, claim, contents, at=at)
        if not stored.is_news:
            forget_span(opened)
    return stored


def _tell(claim: Claim, contents: Sequence[ListingContent], stored: Stored) -> None:
    """Count and log what was stored."""
    code = claim.source.code
    rows = sum(item.rows for item in contents)
    errors = sum(len(item.errors) for item in contents)
    metrics.record_rows(claim.source.system, rows=rows, errors=errors, records=stored.records)
    _count(claim, stored.facts)
    if stored.status != "abandoned" and not claim.is_aside:
        metrics.record_up(code, up=True)
    if stored.records or stored.facts:
        get_logger().info(
            "source_changed", source=code, records=stored.records, facts=len(stored.facts)
        )


async def _hold(claim: Claim, tools: Tools, gathered: Gathered) -> metrics.Outcome:
    """Hold a reading that drifted: it is kept, and counts for nothing."""
    async with tools.places.stores, tools.database.transaction() as session:
        at = await tools.clock.moment(session)
        held = await hold_reading(
            session, claim, gathered.contents, gathered.findings, at=at, mark=mark_unknown
        )
    _count(claim, held.facts)
    if held.status != "abandoned":
        metrics.record_drift(claim.source.code, [each.kind for each in gathered.findings])
    get_logger().warning(
        "source_quarantined",
        source=claim.source.code,
        run_id=str(claim.run.run_id),
        kinds=sorted({each.kind for each in gathered.findings}),
        outcome=held.status,
    )
    return held.status


async def _cancel(claim: Claim, tools: Tools) -> metrics.Outcome:
    async with tools.places.stores, tools.database.transaction() as session:
        at = await tools.clock.moment(session)
        return await record_cancel(session, claim, at=at)


async def _fail(
    claim: Claim, tools: Tools, reason: Reason, *, asked: float | None = None
) -> metrics.Outcome:
    pause = Pause(tools.longest_pause_seconds, tools.jitter(), asked or 0.0)
    with span("failure stored", attributes={"reason": reason.code}):
        try:
            recorded = await _record(claim, tools, reason, pause, mark=mark_unknown)
        except Exception:  # noqa: BLE001 - that the source failed is told, whatever it is
            get_logger().exception("facts_not_marked", source=claim.source.code)
            recorded = await _record(claim, tools, reason, pause, mark=leave_for_later)
    _count(claim, recorded.facts)
    if recorded.status != "abandoned" and not claim.is_aside:
        metrics.record_up(claim.source.code, up=False)
    get_logger().warning(
        "source_failed",
        source=claim.source.code,
        code=reason.code,
        reason=reason.text.en,
        outcome=recorded.status,
    )
    return recorded.status


async def _record(
    claim: Claim, tools: Tools, reason: Reason, pause: Pause, *, mark: Mark
) -> Recorded:
    async with tools.places.stores, tools.database.transaction() as session:
        at = await tools.clock.moment(session)
        return await record_failure(session, claim, reason, at=at, pause=pause, mark=mark)


def _count(claim: Claim, facts: Sequence[Fact]) -> None:
    for status, count in Counter(fact.status for fact in facts).items():
        metrics.record_facts(claim.source.system, status, count)


async def _give_back(claim: Claim, tools: Tools) -> None:
    """Let another worker read the source without waiting for the lease to end."""
    try:
        async with tools.places.claims, tools.database.transaction() as session:
            await leases.release(session, claim.source.code, claim.token)
    except Exception as error:  # noqa: BLE001 - the lease ends by itself
        get_logger().warning("lease_kept", source=claim.source.code, error=repr(error))
