"""The submission service's worker: reads events, and does what is due.

That is: runs calendars, reminds, counts, looks at addresses, notices what is at risk, sweeps.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from kit.clock import SystemClock
from kit.database import Database
from kit.messaging import KafkaBroker
from kit.process import Periodic, run_worker
from submission.calendars.usecases.run import run_calendars
from submission.editions.consumers import create_consumers as of_editions
from submission.evidence.clients import look, make_client
from submission.evidence.usecases.look import Ask, look_at_addresses
from submission.evidence.usecases.sweep import sweep_evidence
from submission.library import library_of
from submission.links.usecases.notice import notice_risks
from submission.progress.usecases.emit_period_reminders import emit_period_reminders
from submission.progress.usecases.emit_reminders import emit_reminders
from submission.recommendations.usecases.tell_due import tell_due
from submission.recommendations.usecases.tell_lost_owners import tell_lost_owners
from submission.scores.consumers import create_consumers as of_scores
from submission.settings import SubmissionSettings

_LOOK_SECONDS: Final = 30.0
_OWNERS_SECONDS: Final = 300.0
_SWEEP_SECONDS: Final = 3_600.0
_FETCH_SECONDS: Final = 10.0


async def create_worker(settings: SubmissionSettings) -> None:
    """Run until a signal."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="submission-worker")
    async with make_client(
        max_body_bytes=settings.evidence_address_limit_bytes,
        allowed_targets=settings.evidence_allowed_targets,
    ) as client:
        await run_worker(
            settings,
            database=database,
            broker=broker,
            consumers=[*of_editions(database, broker), *of_scores(database, broker)],
            tasks=[*_tasks(settings, database, partial(look, client))],
        )


def _tasks(settings: SubmissionSettings, database: Database, ask: Ask) -> Iterator[Periodic]:
    clock = SystemClock()
    calendars = partial(run_calendars, database, clock)
    yield Periodic(name="calendars", every=_LOOK_SECONDS, work=calendars)
    reminders = partial(emit_reminders, database, clock)
    yield Periodic(name="reminders", every=_LOOK_SECONDS, work=reminders)
    periods = partial(emit_period_reminders, database, clock)
    yield Periodic(name="period_reminders", every=_LOOK_SECONDS, work=periods)
    followups = partial(tell_due, database, clock)
    yield Periodic(name="followups", every=_LOOK_SECONDS, work=followups)
    owners = partial(tell_lost_owners, database, clock)
    yield Periodic(name="owners", every=_OWNERS_SECONDS, work=owners)
    addresses = partial(look_at_addresses, database, ask, clock)
    yield Periodic(name="addresses", every=_FETCH_SECONDS, work=addresses)
    risks = partial(notice_risks, database, clock)
    yield Periodic(name="risks", every=_FETCH_SECONDS, work=risks)
    if settings.evidence_store is not None:
        sweep = partial(sweep_evidence, library_of(settings, database), clock)
        yield Periodic(name="sweep", every=_SWEEP_SECONDS, work=sweep)
