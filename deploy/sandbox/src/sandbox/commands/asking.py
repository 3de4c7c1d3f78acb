"""`token`, `psql` and `replay`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from sandbox.access.calls import CallError
from sandbox.access.secret_store import SecretStore
from sandbox.access.tokens import get_token
from sandbox.processes.children import StartError
from sandbox.running.servers import DATABASE_PREFIX, database_secret
from sandbox.running.state import State, read_state
from sandbox.running.topology import SERVICES
from sandbox.servers.databases import client_environment, client_program
from sandbox.settings import SandboxSettings


def token(role: Sequence[str], *, agency: str | None, client: str) -> int:
    """Print an access token of the running sandbox."""
    settings = SandboxSettings()
    state = running(settings)
    try:
        made = get_token(state.api, settings.home, roles=role, agency=agency, client=client)
    except CallError as error:
        raise StartError(str(error)) from error
    sys.stdout.write(f"{made}\n")
    return 0


def psql(service: str, arguments: Sequence[str]) -> int:
    """Become psql, connected to a service's database as the service."""
    if service not in SERVICES:
        raise StartError(f"No service {service}: there are {', '.join(SERVICES)}.")
    settings = SandboxSettings()
    url = f"postgresql://{_database(settings, running(settings), service)}"
    program = client_program("psql")
    sys.stdout.flush()
    os.execve(program, ["psql", *arguments], client_environment(url))  # noqa: S606 - no shell


def replay(arguments: Sequence[str]) -> int:
    """Become `scoring replay` of the running sandbox."""
    settings = SandboxSettings()
    state = running(settings)
    environment = {
        **os.environ,
        "SCORING_DATABASE_URL": f"postgresql+asyncpg://{_database(settings, state, 'scoring')}",
        "SCORING_KAFKA_BOOTSTRAP_SERVERS": state.kafka,
        "SCORING_OIDC_ISSUER": state.api,
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


def running(settings: SandboxSettings) -> State:
    """Return the state of the sandbox that runs; raise StartError if none does."""
    state = read_state(settings.home)
    if state is None or not state.ports:
        raise StartError(f"Nothing runs in {settings.home}. `tolok up` starts it.")
    return state
