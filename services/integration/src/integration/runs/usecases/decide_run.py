"""What operators decide: a run is cancelled, a reading in quarantine released, or discarded."""

from dataclasses import replace
from uuid import UUID

from integration.drift import store as quarantines
from integration.drift.domain.quarantine import Quarantine
from integration.runs.domain.run import Run
from integration.runs.store import answers as kept_answers
from integration.runs.store import runs
from integration.sources.domain.source import Source
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.text import Text

_DECIDED = {
    "released": Text("Pembacaan itu sudah dilepaskan.", "That reading was released already."),
    "discarded": Text("Pembacaan itu sudah dibuang.", "That reading was discarded already."),
    "superseded": Text(
        "Pembacaan yang lebih baru sudah menggantikannya.", "A later reading has taken its place."
    ),
}
_OTHER_REGISTRATION = Text(
    "Pendaftaran sumber sudah berubah sejak pembacaan itu; sumber dibaca lagi.",
    "The registration has changed since that reading; the source is read again.",
)


async def cancel_run(
    session: Session, source: Source, run_id: UUID, *, by: str, clock: Clock
) -> Run | None:
    """Cancel a run that waits, or ask the worker that reads to end; None: there is no such run.

    Raises:
        Conflict: The run has ended.
    """
    run = await runs.find(session, source.code, run_id, lock=True)
    if run is None:
        return None
    if run.status == "running":
        wanted = replace(run, cancelled_by=by)
        await runs.save(session, wanted)
        return wanted
    if run.status != "pending":
        raise Conflict(Text("Sinkronisasi itu sudah berakhir.", "That run has ended."))
    cancelled = replace(run, status="cancelled", cancelled_by=by, finished_at=clock.now())
    await runs.save(session, cancelled)
    await kept_answers.drop(session, run_id)
    released = await quarantines.find(session, run_id, lock=True)
    if released is not None:
        gone = released.decided("discarded", at=clock.now(), by=by)
        await quarantines.save(session, gone)
    return cancelled


async def release_reading(
    session: Session, source: Source, run_id: UUID, *, by: str, clock: Clock
) -> Run | None:
    """Let exactly this reading count: its run goes on with what it has kept. None: there is none.

    Raises:
        Conflict: It was decided already, a later reading took its place, or the registration has
            changed.
    """
    held = await _held(session, source, run_id)
    run = await runs.find(session, source.code, run_id, lock=True)
    if held is None or run is None:
        return None
    if run.source_revision != source.revision:
        raise Conflict(_OTHER_REGISTRATION)
    await quarantines.save(session, held.decided("released", at=clock.now(), by=by))
    await runs.put_back(session, run_id)
    return await runs.find(session, source.code, run_id)


async def discard_reading(
    session: Session, source: Source, run_id: UUID, *, by: str, clock: Clock
) -> Run | None:
    """Throw exactly this reading away: it is not held again while the source says the same.

    Raises:
        Conflict: It was decided already, or a later reading took its place.
    """
    held = await _held(session, source, run_id)
    if held is None:
        return None
    await quarantines.save(session, held.decided("discarded", at=clock.now(), by=by))
    await kept_answers.drop(session, run_id)
    return await runs.find(session, source.code, run_id)


async def _held(session: Session, source: Source, run_id: UUID) -> Quarantine | None:
    found = await quarantines.find(session, run_id, lock=True)
    if found is None or found.source_code != source.code:
        return None
    if found.status != "held":
        raise Conflict(_DECIDED[found.status])
    return found
