"""The gateway's web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from gateway.description.api import routes as description
from gateway.description.clients import ServiceDocuments
from gateway.description.usecases.renew import MergedDocument
from gateway.door.api import routes as door
from gateway.door.api.limits import RateLimit, RequestsAtOnce
from gateway.door.clients.services import ServiceClients
from gateway.issuer import api as issuer
from gateway.issuer import store
from gateway.issuer.usecases.issue import Issuer
from gateway.settings import GatewaySettings
from gateway.stream.api import routes as stream
from gateway.stream.api.open_streams import OpenStreams
from gateway.stream.topics.agencies import Agencies
from gateway.stream.topics.log import ScoreLog
from gateway.stream.topics.tail import Tail
from kit.auth import TokenVerifier
from kit.clock import SystemClock
from kit.messaging import Broker, KafkaBroker
from kit.web import build_app
from operations.row import Table
from operations.services import Service
from operations.table import OPERATIONS, TOKENS
from rules.roles import ROLES


def create_app(settings: GatewaySettings, *, broker: Broker | None = None) -> FastAPI:
    """Return the gateway; `broker` is Apache Kafka unless another is given."""
    broker = broker or KafkaBroker(settings.kafka_bootstrap_servers, client_id="gateway")
    service_documents = ServiceDocuments(settings)
    key = _sandbox_key(settings)
    app = build_app(
        settings,
        title="Tolok",
        routers=[
            *([issuer.router(Issuer(settings, key, SystemClock()))] if key else []),
            stream.router,
            door.router(),
        ],
        table=Table((*OPERATIONS, *(TOKENS if key else ())), ROLES),
        broker=broker,
        lifespan=[_connected, _following],
        advisory={service.value: partial(service_documents.ping, service) for service in Service}
        | {"broker": broker.ping},
    )
    door.guard_unknown(app)
    app.state.service_documents = service_documents
    app.state.rate_limit = RateLimit("subject", settings.rate_limit)
    app.state.requests_at_once = RequestsAtOnce(settings.requests_at_once)
    app.state.transfers_at_once = RequestsAtOnce(settings.transfers_at_once)
    app.state.token_failures = RateLimit("token", settings.issuer_failure_limit)
    app.state.merged_document = MergedDocument(
        service_documents,
        app.openapi,
        examples=description.examples(),
        descriptions=description.descriptions(),
        seconds=settings.openapi_seconds,
    )
    if key is not None:
        app.state.verifier = _own_verifier(settings, key)
    _add_stream(app, settings, broker=broker)
    description.install(app, app.state.merged_document)
    return app


def _add_stream(app: FastAPI, settings: GatewaySettings, *, broker: Broker) -> None:
    agencies = Agencies(broker)
    app.state.agencies = agencies
    app.state.tail = Tail(
        broker,
        agencies,
        max_events=settings.stream_window_events,
        max_bytes=settings.stream_window_bytes,
    )
    app.state.score_log = ScoreLog(broker, agencies, at_once=settings.stream_catch_ups)
    app.state.open_streams = OpenStreams(
        total=settings.stream_connections, per_subject=settings.stream_connections_per_subject
    )


def _sandbox_key(settings: GatewaySettings) -> store.SigningKey | None:
    if not settings.sandbox_issuer or settings.sandbox_key_file is None:
        return None
    return store.load_or_make(settings.sandbox_key_file)


def _own_verifier(settings: GatewaySettings, key: store.SigningKey) -> TokenVerifier:
    """Verify with the issuer's own key, so that the gateway does not ask itself over HTTP."""
    return TokenVerifier.from_settings(settings, roles=ROLES, keys=store.StaticKeys(key.jwks()))


@asynccontextmanager
async def _connected(app: FastAPI) -> AsyncIterator[None]:
    async with ServiceClients(app.state.settings) as clients:
        app.state.services = clients
        yield
    await app.state.service_documents.close()


@asynccontextmanager
async def _following(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    async with state.parts.running(
        agencies=state.agencies.run,
        tail=state.tail.run,
        description=state.merged_document.run,
    ):
        yield
