"""The integration service's web application."""

from fastapi import FastAPI

from integration.facts.api import routes as facts
from integration.reconciliation.api import routes as reconciliation
from integration.reconciliation.api import tables as reconciliation_tables
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
    return build_app(
        settings,
        title="Tolok integration",
        routers=[
            sources.router,
            runs.router,
            records.router,
            facts.router,
            reconciliation.router,
            reconciliation_tables.router,
        ],
        table=table_of(Service.INTEGRATION),
        database=Database(settings.database_url, pool_size=settings.pool_size),
    )
