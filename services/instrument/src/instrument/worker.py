"""The instrument service's worker: publishes the packaged editions, then relays the outbox."""

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from instrument.documents.library import Library, read_library
from instrument.domain.defect import DefectiveError
from instrument.domain.publication import ChangedContentError
from instrument.events import fact_catalogue
from instrument.settings import InstrumentSettings
from instrument.usecases.publish_crosswalks import publish_crosswalks
from instrument.usecases.publish_editions import publish_editions
from kit.clock import SystemClock
from kit.database import Database
from kit.errors import Unavailable
from kit.messaging import KafkaBroker
from kit.observe import get_logger
from kit.process import run_worker

_DATABASE_SECONDS = 60  # services start in any order


async def create_worker(settings: InstrumentSettings) -> None:
    """Publish what is new and run until a signal.

    Raises:
        SystemExit: With code 1, when a document is defective or changes what is published.
    """
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="instrument-worker")
    try:
        await publish_library(database, read_library(fact_catalogue(), settings.editions_folder))
    except (DefectiveError, ChangedContentError) as error:
        get_logger().error("publication_refused", reason=str(error))
        raise SystemExit(1) from error
    await run_worker(settings, database=database, broker=broker)


async def publish_library(database: Database, library: Library) -> list[str]:
    """Publish everything of a library in one transaction, once the database answers."""
    patiently = AsyncRetrying(
        retry=retry_if_exception_type(Unavailable),
        stop=stop_after_delay(_DATABASE_SECONDS),
        wait=wait_fixed(0.5),
        reraise=True,
    )
    published: list[str] = []
    async for attempt in patiently:
        with attempt:
            published = await _publish(database, library)
    get_logger().info("editions_published", published=published)
    return published


async def _publish(database: Database, library: Library) -> list[str]:
    async with database.transaction() as session:
        clock = SystemClock()
        published = await publish_editions(
            session, library.editions, library.derivation_sets, clock=clock
        )
        await publish_crosswalks(session, library.crosswalks, clock=clock)
    return published
