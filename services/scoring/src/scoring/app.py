"""The scoring service's web application."""

from fastapi import FastAPI

from kit.database import Database
from kit.web import build_app
from scoring.api import (
    contradictions,
    national_results,
    rederivations,
    results,
    scores,
    targets,
    trials,
    years,
)
from scoring.settings import ScoringSettings
from scoring.store.memory import Memory


def create_app(settings: ScoringSettings) -> FastAPI:
    """Return the application. It has no broker: what it announces the workers send."""
    app = build_app(
        settings,
        title="Tolok scoring",
        routers=[
            contradictions.router,
            national_results.router,
            rederivations.router,
            results.router,
            scores.router,
            targets.router,
            trials.router,
            years.router,
        ],
        database=Database(settings.database_url, pool_size=settings.pool_size),
    )
    # Only editions are remembered here: they never change, everything else is read each time.
    app.state.memory = Memory(capacity=0)
    app.state.keys = settings.result_keys
    app.state.rendered = scores.Rendered()
    return app
