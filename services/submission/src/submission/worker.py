"""The submission service's worker: reads the events of editions and relays the outbox."""

from kit.database import Database
from kit.messaging import KafkaBroker
from kit.process import run_worker
from submission.editions.consumers import create_consumers
from submission.settings import SubmissionSettings


async def create_worker(settings: SubmissionSettings) -> None:
    """Run until a signal."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="submission-worker")
    await run_worker(
        settings,
        database=database,
        broker=broker,
        consumers=create_consumers(database, broker),
    )
