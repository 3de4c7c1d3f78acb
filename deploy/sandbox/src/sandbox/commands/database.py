"""`psql` and `replay`: commands on the database of a service."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from sandbox.access.secret_store import SecretStore
from sandbox.processes.children import StartError
from sandbox.running.servers import DATABASE_PREFIX, database_secret
from sandbox.running.state import State, require_running
from sandbox.running.topology import SERVICES, cursor_secret
from sandbox.servers.databases import client_environment, client_program
from sandbox.settings import SandboxSettings


def psql(service: str, arguments: Sequence[str]) -> int:
    """Replace this process by psql, connected to a service's database as the service's role."""
    if service not in SERVICES:
        raise StartError(f"No service {service}: there are {', '.join(SERVICES)}.")
    settings = SandboxSettings()
    url = f"postgresql://{_database(settings, require_running(settings.home), service)}"
    program = client_program("psql")
    sys.stdout.flush()
    os.execve(program, ["psql", *arguments], client_environment(url))  # noqa: S606 - no shell


def replay(arguments: Sequence[str]) -> int:
    """Replace this process by `scoring replay` on the running sandbox."""
    settings = SandboxSettings()
    state = require_running(settings.home)
    environment = {
        **os.environ,
        "SCORING_DATABASE_URL": f"postgresql+asyncpg://{_database(settings, state, 'scoring')}",
        "SCORING_KAFKA_BOOTSTRAP_SERVERS": state.kafka,
        "SCORING_OIDC_ISSUER": state.api,
        "SCORING_CURSOR_KEY": SecretStore(settings.home).get(cursor_secret("scoring")),
    }
    program = Path(sys.executable).with_name("scoring")
    sys.stdout.flush()
    os.execve(program, ["scoring", "replay", *arguments], environment)  # noqa: S606 - no shell


def _database(settings: SandboxSettings, state: State, service: str) -> str:
    """Return user, password, address and name of a service's database, as in a URL."""
    where = f"127.0.0.1:{state.ports['postgres']}"
    if settings.postgres_url is not None:
        parts = urlsplit(settings.postgres_url.get_secret_value())
        where = f"{parts.hostname}:{parts.port or 5432}"
    password = quote(SecretStore(settings.home).get(database_secret(service)), safe="")
    return f"{service}:{password}@{where}/{DATABASE_PREFIX}{service}"
