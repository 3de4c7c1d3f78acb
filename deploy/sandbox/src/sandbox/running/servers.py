"""PostgreSQL and Kafka as kept processes, and the databases of the services."""

import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sandbox.access.secret_store import SecretStore
from sandbox.running.keeper import KeptProcess, Process
from sandbox.running.topology import SERVICES
from sandbox.servers.databases import Databases
from sandbox.servers.kafka import Kafka
from sandbox.servers.postgres import Postgres

DATABASE_PREFIX = "tolok_"


def keep_postgres(postgres: Postgres) -> KeptProcess:
    """Return PostgreSQL as a process that is kept running."""

    def launch() -> Process:
        process = postgres.spawn()
        kept.address = postgres.address
        return process

    # A fast shutdown: SIGTERM would wait for every client.
    kept = _server("postgres", postgres, launch, signal.SIGINT)
    return kept


def keep_kafka(kafka: Kafka) -> KeptProcess:
    """Return Kafka as a process that is kept running."""

    def launch() -> Process:
        process = kafka.spawn()
        kept.address = kafka.bootstrap_servers
        return process

    kept = _server("kafka", kafka, launch, signal.SIGTERM)
    return kept


def database_secret(service: str) -> str:
    """Return the name of the secret that is the password of a service's role."""
    return f"database {service}"


def drop_databases(admin_url: str) -> None:
    """Drop the services' databases on an external server; their roles stay."""
    databases = Databases(admin_url)
    for service in SERVICES:
        databases.drop_database(f"{DATABASE_PREFIX}{service}")


def create_databases(
    databases: Databases, secrets: SecretStore, services: Sequence[str]
) -> dict[str, str]:
    """Create a database and a role for each service; return the URLs by service."""
    passwords = {service: secrets.get(database_secret(service)) for service in services}

    def create(service: str) -> str:
        name = f"{DATABASE_PREFIX}{service}"
        return databases.create_database(name, service, password=passwords[service])

    with ThreadPoolExecutor(len(services)) as pool:
        return dict(zip(services, pool.map(create, services), strict=True))


def _server(
    name: str,
    server: Postgres | Kafka,
    launch: Callable[[], Process],
    end_signal: signal.Signals,
) -> KeptProcess:
    return KeptProcess(
        name=name,
        address="",  # known once it was launched
        log=server.log,
        launch=launch,
        is_ready=server.is_ready,
        end_signal=end_signal,
    )
