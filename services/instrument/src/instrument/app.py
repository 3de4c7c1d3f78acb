"""The instrument service's web application."""

from fastapi import FastAPI

from instrument.api import crosswalks, differences, editions, evaluations
from instrument.settings import InstrumentSettings
from kit import app as kit_app
from kit.database import Database


def create_app(settings: InstrumentSettings) -> FastAPI:
    """Return the application. It only reads, so it has no broker."""
    return kit_app.create_app(
        settings,
        title="Tolok instrument",
        routers=[editions.router, evaluations.router, differences.router, crosswalks.router],
        database=Database(settings.database_url, pool_size=settings.pool_size),
    )
