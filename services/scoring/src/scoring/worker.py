"""The scoring service's worker: one consumer that hears all that scores are made of.

Beside it, slice by slice, assessments that chose another derivation set are derived anew, what an
older release reckoned is reckoned anew, and scores are judged whose period begins; others are told
of targets, and what submission asks to be published is published.
"""

from functools import partial
from typing import Final

from kit.database import Database, DatabaseClock
from kit.messaging import KafkaBroker
from kit.process import Periodic, run_worker
from scoring.publication.usecases.answer import Publisher
from scoring.recompute.consumers import create_consumers
from scoring.recompute.usecases.reckon import reckon_anew
from scoring.recompute.usecases.rederive import rederive_assessments
from scoring.recompute.usecases.rejudge import rejudge_scores
from scoring.recompute.usecases.tell_targets import tell_targets
from scoring.settings import ScoringSettings

_LOOK_SECONDS: Final = 1.0


async def create_worker(settings: ScoringSettings) -> None:
    """Run until a signal."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="scoring-worker")
    rederive = partial(rederive_assessments, database, DatabaseClock())
    rejudge = partial(rejudge_scores, database, DatabaseClock())
    reckon = partial(reckon_anew, database, DatabaseClock())
    targets = partial(tell_targets, database, DatabaseClock())
    publisher = Publisher(database=database, clock=DatabaseClock(), keys=settings.result_keys)
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
        tasks=[
            Periodic(name="rederivations", every=_LOOK_SECONDS, work=rederive),
            Periodic(name="reckoning", every=_LOOK_SECONDS, work=reckon),
            Periodic(name="judging", every=_LOOK_SECONDS, work=rejudge),
            Periodic(name="targets", every=_LOOK_SECONDS, work=targets),
            Periodic(name="publications", every=_LOOK_SECONDS, work=publisher.answer_requests),
        ],
    )
