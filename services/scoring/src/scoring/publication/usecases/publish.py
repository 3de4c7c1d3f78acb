"""Publish a result: an immutable record of a score, chained, signed and packed.

It is prepared first, on what the score and the chain are then, while nothing is locked. It is
published if they are still the same once they are locked, so the locks are held for a moment only.
"""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from anyio import to_thread

from kit.auth import Principal
from kit.clock import Clock
from kit.database import RecordingClock, Session, after_commit, end_reading
from kit.errors import Conflict, Unavailable, Unprocessable, refuse
from kit.outbox import emit
from kit.threads import FILES
from rules.canonical import canonical, sha256
from rules.refusal import Refusal
from rules.text import Text
from scoring import metrics
from scoring.publication.domain.signing_keys import Keys, SigningKey
from scoring.publication.events import result_published
from scoring.publication.usecases.collect import Collected, collect_result
from scoring.publication.usecases.verify import verify_package
from scoring.publication.usecases.write_package import write_package
from scoring.results import store as results
from scoring.results.domain.record import PublishedTrack, Record, plain, version_of, write_record
from scoring.results.store import Head, StoredResult
from scoring.scores.usecases.find import find_score
from scoring.scores.usecases.show import ScoreView, TrackView, show_score
from scoring.state.domain.opening import Opening
from scoring.state.events import SOURCE
from scoring.state.store import score
from scoring.state.store.memory import Memory


@dataclass(frozen=True, slots=True)
class Publication:
    """What somebody wants to publish. A correction has a reason."""

    assessment_id: UUID
    track: PublishedTrack
    reason: str | None


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
    session: Session,
    wanted: Publication,
    principal: Principal,
    *,
    keys: Keys,
    memory: Memory,
    clock: Clock,
) -> Prepared:
    """Return what is to be published, from a session that only reads and is ended.

    Raises:
        Conflict: The same state is published already, and no reason is given to do it again.
        Unavailable: No key to sign with is set.
        Unprocessable: There is nothing to publish yet, or a correction has no reason.
    """
    key = _signing_key(keys)
    draft = await _draft(session, wanted, principal, key=key, memory=memory, clock=clock)
    await end_reading(session)
    return await to_thread.run_sync(_pack, draft, key, limiter=FILES)


async def publish_result(
    session: Session,
    wanted: Publication,
    prepared: Prepared,
    principal: Principal,
    *,
    keys: Keys,
    memory: Memory,
    clock: RecordingClock,
) -> StoredResult:
    """Publish what was prepared and return it.

    The score is held first, then the chain of the whole service, both until the commit. That is
    short; only where somebody else changed the score or published meanwhile, it is prepared again.

    Raises:
        Conflict, Unprocessable: As for `prepare_result`.
    """

    async def prepare_again() -> Prepared:
        key = _signing_key(keys)
        draft = await _draft(session, wanted, principal, key=key, memory=memory, clock=clock)
        return await to_thread.run_sync(_pack, draft, key, limiter=FILES)

    counts = await score.lock(session, [wanted.assessment_id], new=False)
    if counts[wanted.assessment_id].version != prepared.basis.version:
        prepared = await prepare_again()
    chain = await results.lock_chain(session)
    newest = await results.newest(session, wanted.assessment_id)
    if (chain, _hash_of(newest)) != (prepared.basis.chain, prepared.basis.newest_hash):
        prepared = await prepare_again()
    record, result = prepared.record, prepared.result
    await results.add(session, result, prepared.package, at=await clock.moment(session))
    event = result_published(record, result.result_hash)
    await emit(session, [event], source=SOURCE, clock=clock)
    after_commit(session, lambda: metrics.record_published(is_correction=record.revision > 1))
    return result


async def _draft(
    session: Session,
    wanted: Publication,
    principal: Principal,
    *,
    key: SigningKey,
    memory: Memory,
    clock: Clock,
) -> _Draft:
    head = await find_score(session, wanted.assessment_id, principal)
    view = await show_score(session, head, memory, at=clock.now())
    track = _track(view, wanted.track, clock)
    collected = await collect_result(session, view, track, shown_as=wanted.track)
    chain = await results.head(session)
    newest = await results.newest(session, wanted.assessment_id)
    _check_new(newest, _hash(collected), wanted.reason)
    record = Record(
        format_version=version_of(collected.content),
        assessment_id=wanted.assessment_id,
        revision=newest.revision + 1 if newest else 1,
        sequence=chain.sequence + 1,
        reason=wanted.reason,
        published_by=principal.subject,
        published_at=clock.now(),
        score_revision=head.revision,
        previous_hash=_hash_of(newest),
        previous_service_hash=chain.result_hash,
        key_id=key.public.key_id,
        content=collected.content,
    )
    return _Draft(Basis(head.version, chain, record.previous_hash), record, collected)


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
        content_hash=_hash(collected),
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
        raise Unavailable(
            Text(
                "Kunci tanda tangan hasil belum diatur pada layanan scoring.",
                "The scoring service has no key to sign results with.",
            )
        )
    return keys.active


def _hash(collected: Collected) -> str:
    return sha256(canonical(plain(collected.content)))


def _track(view: ScoreView, code: PublishedTrack, clock: Clock) -> TrackView:
    """Return a track; a stage that says nothing yet is the one before."""
    stages = view.head.opening.stages
    if code == "live" or code not in stages.newest:
        some = ", ".join(track for track in stages.tracks if track != "live")
        refuse([Refusal("/track", Text(f"pilihan: {some}", f"choose from {some}"))])
    _check_begun(view.head.opening, clock)
    shown = {track.score.track: track for track in view.tracks}
    found = next((shown[name] for name in stages.up_to(code) if name in shown), None)
    if found is None or found.score.exact is None or view.head.revision == 0:
        raise Unprocessable(
            Text(
                "Penilaian ini belum mempunyai nilai yang dapat diterbitkan.",
                "This assessment has no value yet that could be published.",
            ),
            errors=[Refusal("/track", Text("belum bernilai", "has no value yet"))],
        )
    if found.score.coverage == "0":
        raise Unprocessable(
            Text(
                "Belum ada satu pun jawaban pada jalur ini dan tidak ada fakta yang dapat dibaca;"
                " tidak ada yang mendasari nilainya.",
                "Nobody answered anything on this track and no fact can be read now; nothing"
                " stands behind its value.",
            ),
            errors=[Refusal("/track", Text("cakupannya 0", "has a coverage of 0"))],
        )
    return found


def _check_begun(opening: Opening, clock: Clock) -> None:
    """Refuse what no result can be of yet."""
    if opening.period_state(clock.now()) == "not_begun":
        raise Unprocessable(
            Text(
                f"Periode {opening.period} belum dimulai; hasilnya belum dapat diterbitkan.",
                f"The period {opening.period} has not begun; it has no result yet.",
            ),
            errors=[Refusal("/assessment_id", Text("periodenya belum dimulai", "is too early"))],
        )


def _check_new(newest: StoredResult | None, content_hash: str, reason: str | None) -> None:
    if newest is None or reason:
        return
    number = newest.revision
    if newest.content_hash == content_hash:
        raise Conflict(
            Text(
                f"Nilai ini tidak berubah sejak diterbitkan sebagai revisi {number}.",
                f"Nothing has changed since this was published as revision {number}.",
            ),
            extra={"revision": number, "result_hash": newest.result_hash},
        )
    raise Unprocessable(
        Text(
            f"Revisi {number} sudah terbit; koreksi memerlukan alasan.",
            f"Revision {number} is published; a correction needs a reason.",
        ),
        errors=[Refusal("/reason", Text("wajib diisi", "is required"))],
    )
