"""What the tests share: a real PostgreSQL, databases copied from migrated templates, brokers."""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog

from kit.testing import MemoryBroker
from sandbox.servers.databases import Databases
from sandbox.servers.kafka import Kafka
from sandbox.servers.postgres import Postgres
from sandbox.settings import CHECKOUT, SandboxSettings

_KIT_TEMPLATE = "kit"


@pytest.fixture(autouse=True)
def _plain_tracebacks() -> None:
    """Let a logged error be written plainly: structlog's own way of old takes seconds for one."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ]
    )


@pytest.fixture(scope="session")
def server_dir() -> Iterator[Path]:
    """A directory for the servers' data, removed at the end."""
    path = Path(tempfile.mkdtemp(prefix="tolok-tests-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_dir: Path) -> Iterator[Postgres]:
    """One PostgreSQL server for the session. A test that breaks it starts it again."""
    server = Postgres(server_dir / "postgres")
    server.start()
    yield server
    server.stop("immediate")


@pytest.fixture(scope="session")
def kafka(server_dir: Path) -> Iterator[Kafka]:
    """One Apache Kafka broker for the session. A test that breaks it starts it again."""
    broker = Kafka(server_dir / "kafka")
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def memory_broker() -> MemoryBroker:
    """A broker in memory with the product's topics."""
    return MemoryBroker()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """The PostgreSQL server for databases: an external one if its setting is given."""
    url = SandboxSettings().postgres_url
    if url is not None:
        return Databases(url.get_secret_value())
    server: Postgres = request.getfixturevalue("postgres")
    return server


@pytest.fixture(scope="session")
def _templates(databases: Databases) -> Iterator["Templates"]:
    templates = Templates(databases)
    yield templates
    templates.drop()


@pytest.fixture
def service_database(_templates: "Templates") -> Iterator[Callable[[str], str]]:
    """Give a service an empty, migrated database: `service_database("scoring")` -> URL."""
    made: list[str] = []

    def make(service: str) -> str:
        name, url = _templates.copy(service)
        made.append(name)
        return url

    yield make
    for name in made:
        _templates.databases.drop_database(name)


@pytest.fixture
def kit_database(service_database: Callable[[str], str]) -> str:
    """Return the URL of an empty database with the kit's tables only."""
    return service_database(_KIT_TEMPLATE)


class Templates:
    """One migrated database per service, made when first asked for and then only copied."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self._run = secrets.token_hex(3)  # an external server may see several sessions at once
        self._made: set[str] = set()
        self._copies = 0

    def copy(self, service: str) -> tuple[str, str]:
        """Return the name and the URL of a new copy."""
        template = f"template_{service}_{self._run}"
        if service not in self._made:
            self._make(service, template)
            self._made.add(service)
        self._copies += 1
        name = f"{service}_{self._run}_{self._copies}"
        return name, self.databases.clone(template, name)

    def drop(self) -> None:
        """Drop all templates."""
        for service in self._made:
            self.databases.drop_database(f"template_{service}_{self._run}")

    def _make(self, service: str, template: str) -> None:
        url = self.databases.create_database(template, f"{service}_{self._run}")
        make_tables = _make_kit_tables if service == _KIT_TEMPLATE else _migrate
        # In a thread of its own: both run an event loop, and the test may be inside one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(make_tables, service, url).result()


def _migrate(service: str, url: str) -> None:
    from kit.database import migrations  # noqa: PLC0415 - unit tests do not pay for it

    migrations.upgrade(url, CHECKOUT / "services" / service / "migrations")


def _make_kit_tables(_: str, url: str) -> None:
    import sqlalchemy as sa  # noqa: PLC0415 - unit tests do not pay for it
    from alembic.migration import MigrationContext  # noqa: PLC0415 - as above
    from alembic.operations import Operations  # noqa: PLC0415 - as above

    from kit.database import Database  # noqa: PLC0415 - as above
    from kit.database.migrations import create_kit_tables  # noqa: PLC0415 - as above

    def make(connection: sa.Connection) -> None:
        create_kit_tables(Operations(MigrationContext.configure(connection)))

    async def run() -> None:
        database = Database(url)
        async with database.engine.begin() as connection:
            await connection.run_sync(make)
        await database.dispose()

    asyncio.run(run())
