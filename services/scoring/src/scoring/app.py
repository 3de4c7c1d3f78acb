"""The scoring service's web application."""

from fastapi import FastAPI

from kit.database import Database
from kit.messaging import Broker, KafkaBroker
from kit.web import build_app
from operations.services import Service
from operations.table import table_of
from scoring.contradictions import api as contradictions
from scoring.publication.api import national
from scoring.publication.api import routes as publication
from scoring.reasons.api import routes as reasons
from scoring.rederivation import api as rederivation
from scoring.results.api import routes as results
from scoring.scores.api import ranking, series, years
from scoring.scores.api import routes as scores
from scoring.settings import ScoringSettings
from scoring.state.store.memory import Memory
from scoring.targets import api as targets
from scoring.trials.api import routes as trials
from scoring.trials.api.computations import Computations


def create_app(settings: ScoringSettings, *, broker: Broker | None = None) -> FastAPI:
    """Return the application; its own connection to Kafka unless another broker is given."""
    app = build_app(
        settings,
        title="Tolok scoring",
        routers=[
            contradictions.router,
            national.router,  # before `results`: its paths would be taken for revisions there
            publication.router,
            ranking.router,
            rederivation.router,
            results.router,
            scores.router,
            series.router,
            reasons.router,
            targets.router,
            trials.router,
            years.router,
        ],
        table=table_of(Service.SCORING),
        database=Database(settings.database_url, pool_size=settings.pool_size),
        broker=broker or KafkaBroker(settings.kafka_bootstrap_servers, client_id="scoring-api"),
    )
    # Only editions are remembered here: they never change, everything else is read each time.
    app.state.memory = Memory(capacity=0)
    app.state.keys = settings.result_keys
    app.state.rendered = scores.Rendered()
    app.state.computations = Computations(settings.computing_seconds)
    return app
