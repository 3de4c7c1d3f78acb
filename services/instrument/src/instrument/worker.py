"""The instrument service's worker: publishes the library, hears of agencies, relays the outbox."""

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from instrument.agencies.consumers import create_consumers
from instrument.derivations.events import fact_catalogue
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.publication import ChangedContentError
from instrument.library.usecases.publish import publish_documents
from instrument.library.usecases.read import Library, read_library
from instrument.settings import InstrumentSettings
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
        library = read_library(fact_catalogue(), settings.editions_folder)
        await publish_library(database, library, own_of=settings.authors_agency)
    except (DefectiveError, ChangedContentError) as error:
        get_logger().error("publication_refused", reason=str(error))
        raise SystemExit(1) from error
    await run_worker(
        settings,
        database=database,
        broker=broker,
        consumers=create_consumers(database, broker),
    )


async def publish_library(
    database: Database, library: Library, *, own_of: str | None = None
) -> list[str]:
    """Publish the whole library in one transaction, as soon as the database answers.

    `own_of`: the agency that documents of the installation's own folder belong to.
    """
    patiently = AsyncRetrying(
        retry=retry_if_exception_type(Unavailable),
        stop=stop_after_delay(_DATABASE_SECONDS),
        wait=wait_fixed(0.5),
        reraise=True,
    )
    published: list[str] = []
    async for attempt in patiently:
        with attempt:
            async with database.transaction() as session:
                published = await publish_documents(
                    session, library, own_of=own_of, clock=SystemClock()
                )
    get_logger().info("editions_published", published=published)
    return published
