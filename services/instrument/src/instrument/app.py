"""The instrument service's web application."""

from fastapi import FastAPI

from instrument.crosswalks.api import routes as crosswalks
from instrument.derivations.api import edition_drafts
from instrument.derivations.api import routes as derivations
from instrument.editions.api import differences, drafts, reading
from instrument.evaluation import api as evaluation
from instrument.settings import InstrumentSettings
from kit.database import Database
from kit.messaging import Broker, KafkaBroker
from kit.web import build_app
from operations.services import Service
from operations.table import table_of


def create_app(settings: InstrumentSettings, *, broker: Broker | None = None) -> FastAPI:
    """Return the application; its own connection to Kafka unless another broker is given."""
    app = build_app(
        settings,
        title="Tolok instrument",
        routers=[
            reading.router,
            drafts.router,
            edition_drafts.router,
            derivations.router,
            evaluation.router,
            differences.router,
            crosswalks.router,
        ],
        table=table_of(Service.INSTRUMENT),
        database=Database(settings.database_url, pool_size=settings.pool_size),
        broker=broker or KafkaBroker(settings.kafka_bootstrap_servers, client_id="instrument-api"),
    )
    app.state.authors_agency = settings.authors_agency
    return app
