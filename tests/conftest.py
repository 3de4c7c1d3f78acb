"""What the tests share: a real PostgreSQL, databases copied from migrated templates, brokers."""

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import structlog
from hypothesis import HealthCheck, settings
from tests.support.places import servers_folder
from tests.support.templates import KIT, SERVER_SETTINGS, Templates
from xdist.scheduler import LoadFileScheduling

from kit.testing import MemoryBroker
from sandbox.servers.databases import Databases
from sandbox.servers.kafka import Kafka
from sandbox.servers.postgres import Postgres
from sandbox.settings import SandboxSettings

# How long an example takes is no matter of a test; a busy machine makes any of them slow.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


# What takes longest begins first: no worker is left alone with it at the end.
_LONGEST: Final = (
    "test_scoring_faults.py",
    "test_replay.py",
    "shared",
    "test_kill.py",
    "test_whole_system.py",
    "test_sandbox_lifecycle.py",
    "instruments",
    "test_demo.py",
)
# The files of each of these folders share one running product.
_SHARING: Final = ("tests/e2e/instruments/", "tests/e2e/shared/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files and folders first; `--no-loadscope-reorder` keeps this order."""
    place = {name: number for number, name in enumerate(_LONGEST)}
    last = len(place)
    items.sort(key=lambda each: place.get(each.path.name, place.get(each.path.parent.name, last)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Give each file to one worker, and all files that share a running product to the same one."""
    return _TogetherScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


class _TogetherScheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return next((folder for folder in _SHARING if file.startswith(folder)), file)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later garbage collection."""
    gc.collect()
    gc.freeze()


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
    path = Path(tempfile.mkdtemp(prefix="tolok-tests-", dir=servers_folder()))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_dir: Path) -> Iterator[Postgres]:
    """One PostgreSQL server for the session. A test that breaks it starts it again."""
    server = Postgres(server_dir / "postgres", settings=SERVER_SETTINGS)
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
def _templates(databases: Databases) -> Iterator[Templates]:
    templates = Templates(databases)
    yield templates
    templates.drop()


@pytest.fixture
def service_database(_templates: Templates) -> Iterator[Callable[[str], str]]:
    """Give a service an empty, migrated database: `service_database("scoring")` -> URL."""
    made: list[str] = []

    def make(service: str) -> str:
        name, url = _templates.copy(service)
        made.append(name)
        return url

    yield make
    for name in made:
        _templates.release(name)


@pytest.fixture
def kit_database(service_database: Callable[[str], str]) -> str:
    """Return the URL of an empty database with the kit's tables only."""
    return service_database(KIT)
