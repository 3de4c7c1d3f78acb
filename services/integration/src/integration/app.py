"""The integration service's web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from integration.credentials import credentials_of
from integration.facts.api import routes as facts
from integration.feeds.api import routes as feeds
from integration.feeds.usecases.gather_pushes import Gathering
from integration.files.api import routes as files
from integration.files.store.spool import Spool
from integration.mapping.api import routes as mapping
from integration.reading.adapters.client import make_client
from integration.reconciliation.api import routes as reconciliation
from integration.reconciliation.api import tables as reconciliation_tables
from integration.records.api import routes as records
from integration.runs.api import decisions
from integration.runs.api import routes as runs
from integration.settings import IntegrationSettings
from integration.sources.api import routes as sources
from kit.database import Database
from kit.web import build_app
from operations.services import Service
from operations.table import table_of

# Of a dry run: it is read where requests are answered.
_LARGEST_PAGE: Final = 4_194_304


def create_app(settings: IntegrationSettings) -> FastAPI:
    """Return the application. It publishes no events, so it has no broker."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    app = build_app(
        settings,
        title="Tolok integration",
        routers=[
            mapping.router,
            sources.router,
            runs.router,
            decisions.router,
            records.router,
            facts.router,
            feeds.router,
            files.router,
            reconciliation.router,
            reconciliation_tables.router,
        ],
        table=table_of(Service.INTEGRATION),
        database=database,
        lifespan=[_asking_sources],
    )
    app.state.credentials = credentials_of(settings)
    app.state.gathering = Gathering(database, most=settings.feed_waiting_records)
    app.state.spool = Spool(settings.file_spool)
    return app


@asynccontextmanager
async def _asking_sources(app: FastAPI) -> AsyncIterator[None]:
    """Keep a client for dry runs, which ask for one page."""
    settings: IntegrationSettings = app.state.settings
    async with make_client(
        max_body_bytes=min(settings.max_body_bytes, _LARGEST_PAGE),
        allowed_targets=settings.allowed_targets,
    ) as client:
        app.state.source_client = client
        yield
