import httpx
import pytest
from pydantic import SecretStr

from kit.process._health import HealthServer
from kit.settings import ServiceSettings


@pytest.fixture
async def client() -> httpx.AsyncClient:
    class Settings(ServiceSettings):
        service_name = "shop"

    settings = Settings(
        port=0,
        metrics_port=0,
        database_url=SecretStr("postgresql+asyncpg://shop@db/shop"),
        cursor_key=SecretStr("of-this-test-and-longer-than-32-characters"),
        kafka_bootstrap_servers="",
        oidc_issuer="https://issuer.test",
    )
    transport = httpx.ASGITransport(HealthServer(settings, {}).config.app)  # type: ignore[arg-type] # it is an application
    return httpx.AsyncClient(transport=transport, base_url="http://worker.test")


async def test_a_worker_redirects_nobody(client: httpx.AsyncClient) -> None:
    for path in ("/healthz/", "/readyz/", "/metrics/"):
        answer = await client.get(path, headers={"Host": "evil.test"})

        assert (answer.status_code, "location" in answer.headers) == (404, False)
