"""Publish a result: an immutable record of a score, chained, signed and packed.

It is prepared first, on what the score and the chain are then, while nothing is locked. It is
published if they are still the same once they are locked, so the locks are held for a moment only.
"""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from anyio import to_thread

from kit.clock import Clock
from kit.database import RecordingClock, Session, after_commit, end_reading
from kit.outbox import emit
from kit.threads import FILES
from rules.canonical import sha256
from scoring import metrics
from scoring.publication.domain.obstacles import CannotPublishError, NotYetError
from scoring.publication.domain.signing_keys import Keys, SigningKey
from scoring.publication.events import result_published
from scoring.publication.usecases import find_obstacles as obstacles
from scoring.publication.usecases.collect import Collected, collect_result
from scoring.publication.usecases.verify import verify_package
from scoring.publication.usecases.write_package import write_package
from scoring.recompute import store as scores
from scoring.rederivation import store as rederivation
from scoring.requests import store as requests
from scoring.requests.domain import Request
from scoring.results import store as results
from scoring.results.domain.record import Record, content_of, version_of, write_record
from scoring.results.store import Head, StoredResult
from scoring.scores.store import heads
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.show import show_score
from scoring.state.events import SOURCE
from scoring.state.store import assessment, score
from scoring.state.store.memory import Memory


class Basis(NamedTuple):
    """What a result rests on: the state of the score, the end of the chain, the newest result.

    If it is the same when their locks are held, what was prepared is what is published.
    """

    version: int
    chain: Head
    newest_hash: str | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A result that is packed, signed and verified, and not published yet."""

    basis: Basis
    record: Record
    result: StoredResult
    package: bytes


class _Draft(NamedTuple):
    """All that a result is made of; nothing more is read for it."""

    basis: Basis
    record: Record
    collected: Collected


async def prepare_result(
    session: Session, asked: Request, *, keys: Keys, memory: Memory, clock: Clock
) -> Prepared:
    """Return what is to be published, from a session that only reads and is ended.

    Raises:
        CannotPublishError: Something stands against it.
        NotYetError: No key to sign with is set, or what it is about is not known yet.
    """
    key = _signing_key(keys)
    draft = await _draft(session, asked, key=key, memory=memory, clock=clock)
    await end_reading(session)
    return await to_thread.run_sync(_pack, draft, key, limiter=FILES)


async def publish_result(
    session: Session,
    asked: Request,
    prepared: Prepared | None,
    *,
    keys: Keys,
    memory: Memory,
    clock: RecordingClock,
) -> StoredResult | None:
    """Publish what was prepared, if anything was, and return it; None if it was answered already.

    The score is held first, then the chain of the whole service, both until the commit. That is
    short; only where somebody else changed the score or published meanwhile, it is prepared again.

    Raises:
        CannotPublishError, NotYetError: As for `prepare_result`.
    """

    async def prepare_again() -> Prepared:
        key = _signing_key(keys)
        draft = await _draft(session, asked, key=key, memory=memory, clock=clock)
        return await to_thread.run_sync(_pack, draft, key, limiter=FILES)

    version = await _hold(session, asked)
    if version is None:
        return None
    if prepared is None or version != prepared.basis.version:
        prepared = await prepare_again()
    chain = await results.lock_chain(session)
    newest = await results.newest(session, asked.assessment_id)
    if (chain, _hash_of(newest)) != (prepared.basis.chain, prepared.basis.newest_hash):
        prepared = await prepare_again()
    record, result = prepared.record, prepared.result
    at = await clock.moment(session)
    await results.add(session, result, prepared.package, at=at)
    await requests.answer_published(session, asked, result_revision=record.revision, at=at)
    event = result_published(record, result.result_hash)
    await emit(session, [event], source=SOURCE, clock=clock)
    after_commit(session, lambda: metrics.record_published(is_correction=record.revision > 1))
    return result


async def _hold(session: Session, asked: Request) -> int | None:
    """Hold the score and return its version; None if the request was answered already."""
    counts = await score.lock(session, [asked.assessment_id], new=False)
    if asked.assessment_id not in counts:
        raise NotYetError("unknown")
    is_open = await requests.is_open(session, asked.publication_id)
    return counts[asked.assessment_id].version if is_open else None


async def _draft(
    session: Session, asked: Request, *, key: SigningKey, memory: Memory, clock: Clock
) -> _Draft:
    head = await _head(session, asked.assessment_id)
    if await rederivation.is_waiting(session, asked.assessment_id, before=asked.revision):
        raise NotYetError("unknown")
    if await scores.is_to_reckon(session, asked.assessment_id):
        raise NotYetError("unknown")
    obstacles.require_track_of_stage(head.opening.stages, asked)
    now = clock.now()
    view = await show_score(session, head, memory, at=now)
    if view.edition is None:
        raise NotYetError("unknown")
    track = obstacles.track_to_publish(view, asked)
    reasons = [*obstacles.too_early(head.opening, now), *obstacles.without_basis(track)]
    if track is None:
        raise CannotPublishError(reasons)
    collected = await collect_result(session, view, track, asked)
    content = collected.content
    chain = await results.head(session)
    newest = await results.newest(session, asked.assessment_id)
    reasons += obstacles.of_another_state(content, asked)
    reasons += obstacles.nothing_new(newest, content, asked)
    if reasons:
        raise CannotPublishError(reasons)
    record = Record(
        format_version=version_of(content),
        assessment_id=asked.assessment_id,
        revision=newest.revision + 1 if newest else 1,
        sequence=chain.sequence + 1,
        reason=asked.reason,
        published_by=asked.published_by,
        published_at=now,
        score_revision=head.revision,
        previous_hash=_hash_of(newest),
        previous_service_hash=chain.result_hash,
        key_id=key.public.key_id,
        content=content,
    )
    return _Draft(Basis(head.version, chain, record.previous_hash), record, collected)


async def _head(session: Session, assessment_id: UUID) -> ScoreHead:
    """Return the head of a score, whoever may reach it: submission has asked who publishes."""
    opening = (await assessment.find(session, [assessment_id])).get(assessment_id)
    found = None
    if opening is not None:
        found = await heads.find(session, assessment_id, root_code=opening.agency_code)
    if found is None:
        raise NotYetError("unknown")
    return found


def _pack(draft: _Draft, key: SigningKey) -> Prepared:
    """Sign, pack and verify: what cannot be verified is not published."""
    record, collected = draft.record, draft.collected
    body = write_record(record)
    package = write_package(
        record, body, key=key, edition=collected.edition, derivations=collected.derivations
    )
    verify_package(package, {key.public.key_id: key.public})
    result = StoredResult(
        assessment_id=record.assessment_id,
        revision=record.revision,
        sequence=record.sequence,
        agency_code=record.content.agency_code,
        campaign_code=record.content.campaign_code,
        content_hash=sha256(content_of(body)),
        result_hash=sha256(body),
        previous_hash=record.previous_hash,
        previous_service_hash=record.previous_service_hash,
        key_id=record.key_id,
        signature=key.sign(body),
        published_at=record.published_at,
        body=body.decode(),
    )
    return Prepared(draft.basis, record, result, package)


def _hash_of(result: StoredResult | None) -> str | None:
    return None if result is None else result.result_hash


def _signing_key(keys: Keys) -> SigningKey:
    if keys.active is None:
        raise NotYetError("no_key")
    return keys.active
