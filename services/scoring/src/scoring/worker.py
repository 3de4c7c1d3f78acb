"""The scoring service's worker: one consumer that hears all that scores are made of."""

from kit.database import Database
from kit.kafka import KafkaBroker
from kit.worker import run_worker
from scoring.consumers import create_consumers
from scoring.settings import ScoringSettings


async def create_worker(settings: ScoringSettings) -> None:
    """Run until a signal."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="scoring-worker")
    await run_worker(
        settings,
        database=database,
        broker=broker,
        consumers=create_consumers(
            database,
            broker,
            max_records=settings.batch_records,
            remembered=settings.remembered_assessments,
        ),
    )
