"""An instrument service on a real database, with tokens of a key of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from tests.support.tokens import TokenIssuer
from tests.support.waiting import until

from contracts.envelope import Header
from contracts.registry import decode
from instrument.app import create_app
from instrument.settings import InstrumentSettings
from kit.database import Database
from kit.testing import MemoryBroker

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
            cursor_key="of-this-test-and-longer-than-32-characters",
            authors_agency="9901",
        ),
        broker=memory_broker,
    )
    app.state.verifier = ISSUER.verifier()
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://instrument.test/api/v1",
            headers=bearer("leader"),
        ) as client,
    ):
        yield client


def bearer(*roles: str, agency: str | None = "9901") -> dict[str, str]:
    return {"Authorization": f"Bearer {ISSUER.token(*roles, agency=agency)}"}


@pytest.fixture(name="bearer")
def bearer_fixture() -> Callable[..., dict[str, str]]:
    return bearer


DOCUMENTS = Path(__file__).parents[2] / "unit" / "instrument" / "samples" / "documents"


@pytest.fixture
def document() -> dict[str, Any]:
    """Return a small good edition, `contoh`."""
    return written("edition")


@pytest.fixture
def derivations() -> dict[str, Any]:
    """Return a small good derivation set of that edition, without edition and version."""
    found = written("derivations")
    del found["edition_code"], found["derivation_set_version"]
    return found


@pytest.fixture
def author(api: httpx.AsyncClient) -> httpx.AsyncClient:
    """Let the client ask as a coordinator."""
    api.headers.update(bearer("coordinator"))
    return api


@pytest.fixture
def said(memory_broker: MemoryBroker) -> Callable[[int], Awaitable[list[Any]]]:
    """Return what the service said of editions, once there are so many events."""

    async def wait(count: int) -> list[Any]:
        await until(lambda: len(memory_broker.records("instrument.edition")) >= count)
        return [
            decode(dict(each.headers)[Header.TYPE].decode(), each.value or b"")
            for each in memory_broker.records("instrument.edition")
        ]

    return wait


def written(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DOCUMENTS / f"{name}.yaml").read_text("utf-8"))
    return found
