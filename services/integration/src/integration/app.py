"""The integration service's web application."""

from fastapi import FastAPI

from integration.facts.api import routes as facts
from integration.records.api import routes as records
from integration.runs.api import decisions
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
        routers=[sources.router, runs.router, decisions.router, records.router, facts.router],
        table=table_of(Service.INTEGRATION),
        database=Database(settings.database_url, pool_size=settings.pool_size),
    )
