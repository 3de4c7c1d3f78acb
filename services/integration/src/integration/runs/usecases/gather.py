"""Collect what a source holds, with no transaction open, and judge whether it drifted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from integration.drift.domain.finding import Finding, not_accepted
from integration.drift.domain.judging import Listed, Listing, Thresholds, judge
from integration.reading.adapters import failures
from integration.reading.adapters.collection import collect
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.reader import Client
from integration.reading.domain.listing_content import ListingContent
from integration.records.domain.days import Today
from integration.runs.usecases.beat import Beats, beat, go_on
from integration.runs.usecases.claim import Claim
from integration.sources.domain.reason import Reason
from integration.sources.usecases.check_access import PUSH_KEY, Allowed, objections_to
from kit.observe import get_logger
from rules.text import Text

_ADAPTER_BROKE: Final = Reason(
    "adapter_broke",
    Text(
        "Adaptor gagal membaca jawaban sumber. Kesalahan ini sudah dicatat.",
        "The adapter failed to read an answer of the source. The error is in the log.",
    ),
)


class RunCancelled(Exception):
    """Somebody asked that the run ends."""


class LeaseLost(Exception):
    """Another worker reads the source now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """With what a source is asked."""

    client: Client
    allowed: Allowed
    effort: Effort
    thresholds: Thresholds
    beats: Beats


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a run collected; with findings it counts for nothing yet."""

    contents: Sequence[ListingContent]
    findings: Sequence[Finding] = field(default=())


async def gather(claim: Claim, asking: Asking) -> Gathered:
    """Collect all listings of a source, and judge them.

    Raises:
        SourceFailure: The source could not be read as a whole.
        RunCancelled: The run is to end.
        LeaseLost: What was collected counts for nothing.
    """
    if claim.answers.is_stored:
        async with asking.beats.database.reading() as session:
            await go_on(session, claim, at=asking.beats.clock.now())
    done = asyncio.Event()
    collecting = asyncio.create_task(_collect(claim, asking))
    beating = asyncio.create_task(beat(claim, asking.beats, done))
    try:
        await asyncio.wait({collecting, beating}, return_when=asyncio.FIRST_COMPLETED)
        if not collecting.done():
            raise RunCancelled if beating.result() == "cancelled" else LeaseLost
        done.set()
        await beating  # what it is storing is stored to its end
        contents = await collecting
    finally:
        collecting.cancel()
        beating.cancel()
        await asyncio.gather(collecting, beating, return_exceptions=True)
    return Gathered(contents=contents, findings=_findings(claim, asking, contents))


async def _collect(claim: Claim, asking: Asking) -> Sequence[ListingContent]:
    """Collect all listings. Of a source that is not pulled, all rows are kept here already."""
    if not claim.source.is_pulled:
        return ()
    allowed = asking.allowed.of(claim.source)
    objections = objections_to(claim.source, claim.line, allowed)
    objection = next((each for each in objections if each.field != PUSH_KEY), None)
    if objection is not None:
        raise failures.not_allowed(objection.field, objection.reason)
    try:
        return await collect(
            claim.source,
            asking.client,
            secret=allowed.credentials[claim.source.secret_name].reveal(),
            etags=claim.etags,
            effort=asking.effort,
            today=Today.at(asking.beats.clock.now(), claim.source.options.timezone),
            answers=claim.answers,
        )
    except SourceFailure:
        raise
    except Exception as error:
        get_logger().exception("adapter_broke", source=claim.source.code)
        raise SourceFailure(_ADAPTER_BROKE) from error


def _findings(
    claim: Claim, asking: Asking, contents: Sequence[ListingContent]
) -> Sequence[Finding]:
    """Return how the reading drifted, without what an operator accepted."""
    if claim.is_released:
        return ()
    found = judge(
        (_listing(claim, item) for item in contents if not item.unchanged),
        asking.thresholds.of(claim.source.drift),
        changed_at=None if claim.is_aside else claim.changed_at,
        at=asking.beats.clock.now(),
    )
    return not_accepted(found, accept_shrinkage=claim.run.accept_shrinkage)


def _listing(claim: Claim, item: ListingContent) -> Listing:
    last = claim.listings.get(item.resource)
    before = None
    if last is not None and last.source_revision == claim.source.revision:
        before = Listed(rows=last.rows, own_rows=last.own_rows, shape=last.shape)
    elif last is not None:
        # Whoever changed the registration knows that other fields and units are read now.
        before = Listed(rows=last.rows)
    return Listing(
        resource=item.resource,
        rows=item.rows,
        own_rows=item.own_rows,
        errors=item.errors,
        shape=item.shape,
        before=before,
    )
