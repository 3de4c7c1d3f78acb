"""The submission service's worker: reads editions and scores, runs calendars, reminds, sweeps."""

from functools import partial
from typing import Final

from kit.clock import SystemClock
from kit.database import Database
from kit.messaging import KafkaBroker
from kit.process import Periodic, run_worker
from submission.calendars.usecases.run import run_calendars
from submission.editions.consumers import create_consumers as of_editions
from submission.evidence.usecases.sweep import sweep_evidence
from submission.library import library_of
from submission.progress.usecases.emit_reminders import emit_reminders
from submission.scores.consumers import create_consumers as of_scores
from submission.settings import SubmissionSettings

_LOOK_SECONDS: Final = 30.0
_SWEEP_SECONDS: Final = 3_600.0


async def create_worker(settings: SubmissionSettings) -> None:
    """Run until a signal."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="submission-worker")
    calendars = partial(run_calendars, database, SystemClock())
    reminders = partial(emit_reminders, database, SystemClock())
    sweep = partial(sweep_evidence, library_of(settings, database), SystemClock())
    is_kept = settings.evidence_store is not None
    await run_worker(
        settings,
        database=database,
        broker=broker,
        consumers=[*of_editions(database, broker), *of_scores(database, broker)],
        tasks=[
            Periodic(name="calendars", every=_LOOK_SECONDS, work=calendars),
            Periodic(name="reminders", every=_LOOK_SECONDS, work=reminders),
            *([Periodic(name="sweep", every=_SWEEP_SECONDS, work=sweep)] if is_kept else []),
        ],
    )
