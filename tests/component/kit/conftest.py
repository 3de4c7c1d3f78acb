"""What several packages of the kit are tested with: a pipeline, and an app with a database."""

from .pipeline import pipeline
from .shop import app, client, database

__all__ = ["app", "client", "database", "pipeline"]
