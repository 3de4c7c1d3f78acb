"""An instrument service on a real database, with tokens of a key of its own."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from instrument.app import create_app
from instrument.settings import InstrumentSettings
from kit.auth import TokenVerifier
from kit.database import Database
from kit.memory import MemoryBroker
from kit.signing import TokenIssuer

ISSUER = TokenIssuer("https://issuer.test")


@pytest.fixture
def database_url(service_database: Callable[[str], str]) -> str:
    return service_database("instrument")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=3)
    yield database
    await database.dispose()


@pytest.fixture
async def api(database_url: str, memory_broker: MemoryBroker) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application; it asks as a leader unless a test says otherwise."""
    app = create_app(
        InstrumentSettings(
            database_url=database_url,
            kafka_bootstrap_servers="unused:9092",
            oidc_issuer=ISSUER.issuer,
        ),
        broker=memory_broker,
    )
    app.state.verifier = TokenVerifier.from_jwks(ISSUER.key.jwks(), issuer=ISSUER.issuer)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://instrument.test/api/v1",
            headers=bearer("leader"),
        ) as client,
    ):
        yield client


def bearer(*roles: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {ISSUER.token(*roles, agency='9901')}"}


@pytest.fixture(name="bearer")
def bearer_fixture() -> Callable[..., dict[str, str]]:
    return bearer
