"""The integration service's web application."""

from fastapi import FastAPI

from integration.facts.api import routes as facts
from integration.feeds.api import routes as feeds
from integration.feeds.usecases.gather import Gathering
from integration.files.api import routes as files
from integration.files.store.spool import Spool
from integration.records.api import routes as records
from integration.runs.api import routes as runs
from integration.settings import IntegrationSettings
from integration.sources.api import routes as sources
from kit.database import Database
from kit.web import build_app
from operations.services import Service
from operations.table import table_of


def create_app(settings: IntegrationSettings) -> FastAPI:
    """Return the application. It publishes no events, so it has no broker."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    app = build_app(
        settings,
        title="Tolok integration",
        routers=[
            sources.router,
            runs.router,
            records.router,
            facts.router,
            feeds.router,
            files.router,
        ],
        table=table_of(Service.INTEGRATION),
        database=database,
    )
    app.state.gathering = Gathering(database, most=settings.feed_waiting_records)
    app.state.spool = Spool(settings.file_spool)
    return app
