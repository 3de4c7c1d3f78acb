"""An integration service on a real database, a broker in memory, a source in memory."""

from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest
from fastapi import FastAPI
from tests.component.integration.fake_planning import DINKES, DISHUB, KOMINFO, FakePlanning
from tests.component.integration.world import World, credentials
from tests.support.tokens import TokenIssuer

from integration.agencies import store as agencies_store
from integration.agencies.domain import Agency
from integration.app import create_app
from integration.settings import IntegrationSettings
from kit.database import Database
from kit.outbox import Relay
from kit.testing import MemoryBroker

ISSUER = TokenIssuer("https://issuer.test")


def bearer(*roles: str, agency: str | None = "9901") -> dict[str, str]:
    """Return the header of somebody with these roles, responsible for an agency."""
    return {"Authorization": f"Bearer {ISSUER.token(*roles, agency=agency)}"}


@pytest.fixture(name="bearer")
def bearer_fixture() -> Callable[..., dict[str, str]]:
    """Give tests the way to a token."""
    return bearer


@pytest.fixture
def database_url(service_database: Callable[[str], str]) -> str:
    """Return the URL of an empty, migrated database."""
    return service_database("integration")


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[FastAPI]:
    """The running application."""
    app = create_app(
        IntegrationSettings(
            database_url=database_url,
            kafka_bootstrap_servers="unused:9092",
            oidc_issuer=ISSUER.issuer,
            cursor_key="of-this-test-and-longer-than-32-characters",
            source_secrets=credentials(),
            allowed_targets=frozenset({"planning.test", "127.0.0.1"}),
        )
    )
    app.state.verifier = ISSUER.verifier()
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application; it asks as an operator of the region."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://integration.test/api/v1",
        headers={**bearer("operator"), "Accept-Language": "en"},
    ) as client:
        yield client


@pytest.fixture
async def world(database_url: str, memory_broker: MemoryBroker) -> AsyncIterator[World]:
    """A database with a region of three agencies, and a system that holds their plans."""
    database = Database(database_url, pool_size=5)
    await _add_agencies(database)
    async with Relay(database, memory_broker.producer()):
        yield World(database, memory_broker, FakePlanning(KOMINFO, DISHUB, DINKES))
    await database.dispose()


async def _add_agencies(database: Database) -> None:
    agencies = [
        Agency(
            agency_code=code,
            name=code,
            agency_kind="regency" if parent is None else "agency",
            parent_code=parent,
            valid_from=date(2020, 1, 1),
            valid_until=None,
            revision=1,
        )
        for code, parent in [
            ("9901", None),
            *((f"9901.{org}", "9901") for org in (KOMINFO, DISHUB, DINKES)),
        ]
    ]
    async with database.transaction() as session:
        await agencies_store.save(session, agencies)
