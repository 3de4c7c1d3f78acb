"""Read a source whose rows are kept: what was pulled joins them, and all facts follow from them."""

from collections.abc import Sequence
from datetime import datetime

from integration.kept.store import listings as listing_store
from integration.kept.store import rows as row_store
from integration.kept.usecases.merge import merge_whole
from integration.kept.usecases.take_in import Intake
from integration.reading.adapters.collection import resources_of
from integration.reading.domain.listing_content import ListingContent
from integration.records.domain.unreadable import UnreadableRow
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.derivation.derive import Derivation, Task, derive, doubts_about
from integration.runs.usecases.derivation.keep_doubts import keep_doubts
from integration.runs.usecases.derivation.write_facts import Changes, is_stale, today_of
from integration.runs.usecases.end_claim import state_to_end
from integration.sources.domain.state import SourceState
from kit.database import Session

_ALL_OF_THEM = None


async def is_waiting_for_rows(session: Session, claim: Claim) -> bool:
    """Say whether a source that is not pulled has not sent any row yet."""
    if claim.source.is_pulled:
        return False
    return not await row_store.has_any(session, claim.source.code)


async def of_kept_rows(
    session: Session,
    claim: Claim,
    _contents: Sequence[ListingContent],
    state: SourceState,
    at: datetime,
) -> tuple[Changes, Sequence[UnreadableRow], str | None]:
    """Derive the records from the rows that are kept; what was pulled is among them."""
    task = task_of(claim, at=at)
    found = await derive(session, task, everything=is_stale(claim, state, at), most=_ALL_OF_THEM)
    unreadable = await doubts_after(session, task, found, is_aside=claim.is_aside)
    return changes_of(found), unreadable, None


async def doubts_after(
    session: Session, task: Task, found: Derivation, *, is_aside: bool = False
) -> list[UnreadableRow]:
    """Return what cannot be known of the agencies whose facts are derived again.

    All that cannot be known is kept for comparison, if it may have changed: whose it is, other
    records tell, too. Years that are read aside leave what is kept of the regular ones.
    """
    agencies = None if found.everybody else found.agency_codes
    unreadable = await doubts_about(session, task, agencies)
    if not is_aside and (found.doubted or (unreadable and changes_of(found).records)):
        whole = unreadable if agencies is None else await doubts_about(session, task, None)
        await keep_doubts(session, task.source, whole)
    return unreadable


def task_of(claim: Claim, *, at: datetime) -> Task:
    """Return what is to be derived for a claim."""
    return Task(
        source=claim.source,
        resources=resources_of(claim.source),
        today=today_of(claim, at),
        read=claim.read,
        at=at,
    )


def changes_of(found: Derivation) -> Changes:
    """Return how many records changed, and whose facts are derived again."""
    return Changes(
        found.written.added,
        found.written.changed,
        found.gone,
        found.agency_codes,
        found.everybody,
    )


async def merge_pulled(
    session: Session, claim: Claim, contents: Sequence[ListingContent], *, at: datetime
) -> None:
    """Let what was pulled join the rows that are kept, if the reading still counts.

    This is a transaction of its own, so that what is pushed meanwhile does not wait for the facts.
    """
    if await state_to_end(session, claim, at=at) is None:
        return
    task = task_of(claim, at=at)
    told = await listing_store.of_source(session, claim.source.code)
    for content in contents:
        if content.unchanged:
            continue
        held = told.get(content.resource)
        intake = Intake(
            source=claim.source,
            resource=task.resources[content.resource],
            today=task.today,
            told={} if held is None else held.told,
            way="pull",
            as_of=claim.run.started_at or task.at,
        )
        await merge_whole(session, intake.rows(content.raw), intake, ended=content.ended)
