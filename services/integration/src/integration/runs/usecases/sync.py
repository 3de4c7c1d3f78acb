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
from integration.facts.domain.fact import Fact
from integration.reading.adapters import failures
from integration.reading.adapters.collection import Effort, collect
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.reader import Client
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.plausibility import Limits, ListingCounts, doubt
from integration.records.domain.days import Today
from integration.runs.domain.outcome import Pause
from integration.runs.store import leases
from integration.runs.usecases.claim import Claim, claim_source, claim_to_fail
from integration.runs.usecases.read_kept import merge_pulled
from integration.runs.usecases.record_failure import (
    Mark,
    Recorded,
    leave_for_later,
    mark_unknown,
    record_failure,
)
from integration.runs.usecases.store_reading import Stored, store_reading
from integration.sources.domain.reason import Reason
from integration.sources.usecases.check_access import PUSH_KEY, Allowed, objections_to
from kit.database import Database, DatabaseClock, Fault, RecordingClock, fault_of
from kit.observe import forget_span, get_logger, span
from rules.text import Text

# One for claims, one to look for due sources, one for the consumers and the health check.
_OTHERS: Final = 3
_ADAPTER_BROKE: Final = Reason(
    "adapter_broke",
    Text(
        "Adaptor gagal membaca jawaban sumber. Kesalahan ini sudah dicatat.",
        "The adapter failed to read an answer of the source. The error is in the log.",
    ),
)
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
    limits: Limits = field(default_factory=Limits)
    effort: Effort = field(default_factory=Effort)
    longest_pause_seconds: int = 300
    places: Places = field(default_factory=Places)
    clock: RecordingClock = field(default_factory=DatabaseClock)
    jitter: Callable[[], int] = lambda: random.randint(0, 100)  # noqa: S311 - spreads retries


async def sync_source(code: str, tools: Tools) -> metrics.Outcome | None:
    """Read a source if it is due; None when it was not.

    A failure of the source is an outcome, and so is a reading that breaks for whatever reason: the
    next one comes after a pause. What is raised could not even be stored as a failure.
    """
    claim, broken = await _claim(code, tools)
    if claim is None:
        return None
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
        contents = await _collect(claim, tools)
        try:
            stored = await _store(claim, tools, contents)
        except Exception as error:
            if not _will_pass(error):
                raise
            get_logger().warning("stored_again", source=claim.source.code, error=repr(error))
            stored = await _store(claim, tools, contents)
    except SourceFailure as failure:
        return await _fail(claim, tools, failure.reason), True
    except Exception:  # noqa: BLE001 - whatever it is, no reading breaks off in silence
        get_logger().exception("reading_broke", source=claim.source.code)
        return await _fail(claim, tools, _READING_BROKE), True
    _tell(claim, contents, stored)
    return stored.status, stored.is_news


def _will_pass(error: Exception) -> bool:
    """Say whether it was not the reading that broke, but the database that was away or busy."""
    return fault_of(error) in {Fault.AWAY, Fault.BUSY}


async def _collect(claim: Claim, tools: Tools) -> Sequence[ListingContent]:
    """Collect all listings, and refuse those that cannot be believed.

    Without anything to ask there is nothing to collect: the rows of the source are kept here.
    """
    if not claim.source.is_pulled:
        return ()
    allowed = tools.allowed.of(claim.source)
    objections = objections_to(claim.source, claim.line, allowed)
    objection = next((each for each in objections if each.field != PUSH_KEY), None)
    if objection is not None:
        raise failures.not_allowed(objection.field, objection.reason)
    secret = allowed.credentials[claim.source.secret_name].reveal()
    try:
        contents = await collect(
            claim.source,
            tools.client,
            secret=secret,
            etags=claim.etags,
            effort=tools.effort,
            today=Today.at(tools.clock.now(), claim.source.options.timezone),
        )
    except SourceFailure:
        raise
    except Exception as error:
        get_logger().exception("adapter_broke", source=claim.source.code)
        raise SourceFailure(_ADAPTER_BROKE) from error
    reason = doubt(
        _listings(claim, contents), tools.limits, accept_shrinkage=claim.run.accept_shrinkage
    )
    if reason is not None:
        raise SourceFailure(reason)
    return contents


def _listings(claim: Claim, contents: Sequence[ListingContent]) -> list[ListingCounts]:
    return [
        ListingCounts(
            resource=item.resource,
            rows=item.rows,
            own_rows=item.own_rows,
            before=claim.listings[item.resource].rows if item.resource in claim.listings else None,
            error_codes=tuple(error.code for error in item.errors),
        )
        for item in contents
        if not item.unchanged
    ]


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
    if stored.status != "abandoned":
        metrics.record_up(code, up=True)
    if stored.records or stored.facts:
        get_logger().info(
            "source_changed", source=code, records=stored.records, facts=len(stored.facts)
        )


async def _fail(claim: Claim, tools: Tools, reason: Reason) -> metrics.Outcome:
    pause = Pause(tools.longest_pause_seconds, tools.jitter())
    with span("failure stored", attributes={"reason": reason.code}):
        try:
            recorded = await _record(claim, tools, reason, pause, mark=mark_unknown)
        except Exception:  # noqa: BLE001 - that the source failed is told, whatever it is
            get_logger().exception("facts_not_marked", source=claim.source.code)
            recorded = await _record(claim, tools, reason, pause, mark=leave_for_later)
    _count(claim, recorded.facts)
    if recorded.status != "abandoned":
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
