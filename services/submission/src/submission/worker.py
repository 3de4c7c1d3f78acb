"""The submission service's worker: reads editions and scores, and runs the calendars."""

from functools import partial
from typing import Final

from kit.clock import SystemClock
from kit.database import Database
from kit.messaging import KafkaBroker
from kit.process import Periodic, run_worker
from submission.calendars.usecases.run import run_calendars
from submission.editions.consumers import create_consumers as of_editions
from submission.scores.consumers import create_consumers as of_scores
from submission.settings import SubmissionSettings

_LOOK_SECONDS: Final = 30.0


async def create_worker(settings: SubmissionSettings) -> None:
    """Run until a signal."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="submission-worker")
    calendars = partial(run_calendars, database, SystemClock())
    await run_worker(
        settings,
        database=database,
        broker=broker,
        consumers=[*of_editions(database, broker), *of_scores(database, broker)],
        tasks=[Periodic(name="calendars", every=_LOOK_SECONDS, work=calendars)],
    )
