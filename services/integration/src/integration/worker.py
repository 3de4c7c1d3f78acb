"""The integration service's worker: reads sources, keeps agencies, relays the outbox."""

from fractions import Fraction
from functools import partial

from integration.agencies.consumers import create_consumers as of_agencies
from integration.credentials import credentials_of
from integration.drift.domain.judging import Thresholds
from integration.feeds.usecases.watch import watch_feeds
from integration.files.store.spool import Spool
from integration.files.usecases.work_on import sweep_files, work_on_files
from integration.followups.consumers import create_consumers as of_followups
from integration.reading.adapters.client import make_client
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.paging import ListingLimits
from integration.reading.adapters.reader import Client
from integration.reconciliation.usecases.keep_comparing import keep_comparing
from integration.runs.usecases.sync import Tools
from integration.runs.usecases.watch import watch_sources
from integration.settings import IntegrationSettings
from integration.sources.usecases.check_access import Allowed
from kit.database import Database, DatabaseClock
from kit.messaging import KafkaBroker
from kit.process import Periodic, run_worker

_MILLISECONDS = 1000
# Pause before the sources are watched again after a defect of the watch itself.
_AGAIN_SECONDS = 1.0
_FILES_SECONDS = 0.5
_SWEEP_SECONDS = 3_600.0


async def create_worker(settings: IntegrationSettings) -> None:
    """Run until a signal."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="integration-worker")
    async with make_client(
        max_body_bytes=settings.max_body_bytes, allowed_targets=settings.allowed_targets
    ) as client:
        tools = tools_of(settings, database, client)
        watch = partial(
            watch_sources, tools, poll_seconds=settings.poll_milliseconds / _MILLISECONDS
        )
        feeds = partial(
            watch_feeds, database, poll_seconds=settings.feed_poll_milliseconds / _MILLISECONDS
        )
        await run_worker(
            settings,
            database=database,
            broker=broker,
            consumers=[*of_agencies(database, broker), *of_followups(database, broker)],
            tasks=[
                Periodic(name="sources", every=_AGAIN_SECONDS, work=watch),
                Periodic(name="feeds", every=_AGAIN_SECONDS, work=feeds),
                *_of_files(settings, database),
                Periodic(
                    name="reconciliation",
                    every=settings.compare_milliseconds / _MILLISECONDS,
                    work=partial(
                        keep_comparing,
                        database,
                        limit=settings.compared_agencies,
                        clock=DatabaseClock(),
                    ),
                ),
            ],
        )


def _of_files(settings: IntegrationSettings, database: Database) -> list[Periodic]:
    if settings.file_spool is None:
        return []
    spool = Spool(settings.file_spool)
    work = partial(work_on_files, database, spool)
    return [
        Periodic(name="files", every=_FILES_SECONDS, work=work),
        Periodic(name="old files", every=_SWEEP_SECONDS, work=partial(sweep_files, spool)),
    ]


def tools_of(settings: IntegrationSettings, database: Database, client: Client) -> Tools:
    """Return what is needed to read a source, as the settings say."""
    return Tools(
        database=database,
        client=client,
        allowed=Allowed(targets=settings.allowed_targets, credentials=credentials_of(settings)),
        thresholds=thresholds_of(settings),
        effort=Effort(
            attempts=settings.attempts,
            limits=ListingLimits(pages=settings.max_pages, rows=settings.max_rows),
            at_once=settings.requests_at_once,
            per_minute=settings.requests_per_minute,
        ),
        beat_seconds=settings.beat_milliseconds / _MILLISECONDS,
        longest_pause_seconds=settings.longest_pause_seconds,
    )


def thresholds_of(settings: IntegrationSettings) -> Thresholds:
    """Return from when on a reading counts as drifted, as the settings say."""
    return Thresholds(
        broken_share=settings.broken_share,
        failed_share=Fraction(settings.failed_percent, 100),
        kept_share=settings.kept_share,
        grown_times=settings.grown_times,
        new_fields=settings.new_fields,
        missing_fields=settings.missing_fields,
        retyped_fields=settings.retyped_fields,
        zero_fields=settings.zero_fields,
        silent_days=settings.silent_days,
        least_rows=settings.least_rows,
    )
