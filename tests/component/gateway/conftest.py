"""A gateway on a real port, in front of fake services on real ports, with a broker in memory."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.component.gateway.fake_services import FakeService
from tests.component.gateway.flaky_broker import FlakyBroker
from tests.component.gateway.publisher import Publisher
from tests.component.gateway.serving import Gateway, free_port, serving
from tests.component.gateway.subscriber import subscribed
from tests.support.tokens import TokenIssuer
from tests.support.waiting import NEVER_SECONDS

from gateway.app import create_app
from gateway.issuer import store
from gateway.settings import GatewaySettings
from operations.services import Service

ISSUER = "http://gateway.test"
SECRET = "a secret of the tests"


@pytest.fixture
def unused_port() -> int:
    return free_port()


@pytest.fixture
async def services() -> AsyncIterator[Mapping[Service, FakeService]]:
    made = {service: FakeService(service.value) for service in Service}
    servers = [serving(fake, lifespan="off") for fake in made.values()]
    addresses = await asyncio.gather(*(server.__aenter__() for server in servers))
    for fake, address in zip(made.values(), addresses, strict=True):
        fake.url = address
    yield made
    await asyncio.gather(*(server.__aexit__(None, None, None) for server in servers))


@pytest.fixture
def broker() -> FlakyBroker:
    return FlakyBroker()


@pytest.fixture
def gateway_settings(services: Mapping[Service, FakeService], tmp_path: Path) -> GatewaySettings:
    return GatewaySettings(
        port=0,
        kafka_bootstrap_servers="",
        oidc_issuer=ISSUER,
        instrument_url=services[Service.INSTRUMENT].url,
        submission_url=services[Service.SUBMISSION].url,
        scoring_url=services[Service.SCORING].url,
        integration_url=services[Service.INTEGRATION].url,
        # Whoever is cut off for being slow is so by the setting of a test, not by a busy machine.
        connect_seconds=NEVER_SECONDS,
        answer_seconds=NEVER_SECONDS,
        connection_wait_seconds=NEVER_SECONDS,
        client_seconds=NEVER_SECONDS,
        body_seconds=NEVER_SECONDS,
        stream_slow_seconds=NEVER_SECONDS,
        stream_heartbeat_seconds=0.2,
        sandbox_issuer=True,
        sandbox_client_secret=SecretStr(SECRET),
        sandbox_key_file=tmp_path / "keys" / "issuer.pem",
    )


@pytest.fixture
def issuer(gateway_settings: GatewaySettings) -> TokenIssuer:
    """Whoever has the key file can sign what the gateway would not."""
    assert gateway_settings.sandbox_key_file is not None
    return TokenIssuer(ISSUER, key=store.load_or_make(gateway_settings.sandbox_key_file))


@pytest.fixture
async def start(
    gateway_settings: GatewaySettings, broker: FlakyBroker, issuer: TokenIssuer
) -> AsyncIterator[Gateway]:
    """Start a gateway with changed settings; the client has a token of the region 9901."""
    opened: list[Any] = []

    async def run(**changes: Any) -> httpx.AsyncClient:
        settings = gateway_settings.model_copy(update=changes)
        server = serving(create_app(settings, broker=broker), port=settings.port)
        address = await server.__aenter__()
        token = issuer.token("operator", "coordinator", agency="9901")
        client = httpx.AsyncClient(
            base_url=address,
            headers={
                "Authorization": f"Bearer {token}",
                "Accept-Language": "en",
            },
            timeout=NEVER_SECONDS,
            trust_env=False,
        )
        opened.extend((client, server))
        return client

    yield run
    for one in reversed(opened):
        await one.__aexit__(None, None, None)


@pytest.fixture
async def client(start: Gateway) -> httpx.AsyncClient:
    return await start()


@pytest.fixture
def publish(broker: FlakyBroker) -> Publisher:
    return Publisher(broker)


@pytest.fixture
def subscribe() -> Any:
    return subscribed


@pytest.fixture
async def region(publish: Publisher) -> Publisher:
    """Two regions of one province, with agencies below them."""
    await publish.agency("99")
    for code in ("9901", "9902"):
        await publish.agency(code, "99")
        await publish.agency(f"{code}.1", code)
        await publish.agency(f"{code}.1.5", f"{code}.1")
        await publish.agency(f"{code}.2", code)
    return publish
