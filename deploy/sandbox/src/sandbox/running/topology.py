"""What a sandbox consists of: programs, their settings and their addresses."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.access.secret_store import SecretStore
from sandbox.access.tokens import CLIENT_SECRET
from sandbox.processes.forks import Program
from sandbox.region.agencies import REGION_CODE

SERVICES = ("instrument", "submission", "scoring", "integration")
SOURCES = ("e-planning", "e-program", "e-sakip")
GATEWAY = "gateway"
_RESULT_KEY = "scoring-result-key"
SERVERS_VARIABLE = "TOLOK_TOPICS_SERVERS"
"""The job that creates the topics reads the broker's address here."""
LOADING_API = "TOLOK_LOADING_API"
LOADING_HOME = "TOLOK_LOADING_HOME"
LOADING_SOURCES = "TOLOK_LOADING_SOURCES"
"""The job that loads the sample region reads the API, the folder and the sources here."""


def cursor_secret(service: str) -> str:
    """Return the name of the secret that seals the cursors of a service."""
    return f"{service}-cursors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One program that runs as long as the sandbox. It is ready when `ready_url` answers 200."""

    program: Program
    address: str
    ready_url: str

    @property
    def name(self) -> str:
        """The component's name, as the commands take it."""
        return self.program.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """The programs of one sandbox, their settings, and the addresses of everything."""

    home: Path
    ports: Mapping[str, int]
    kafka: str
    secrets: SecretStore
    database_urls: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def api(self) -> str:
        """The address of the gateway, which also issues the tokens."""
        return self._address(GATEWAY)

    @property
    def client_secret(self) -> str:
        """The client secret for getting a token from the gateway."""
        return self.secrets.get(CLIENT_SECRET)

    def source_url(self, source: str) -> str:
        """Return the address of a simulated source system."""
        return self._address(source.replace("-", "_"))

    def components(self) -> list[Component]:
        """Return everything that runs besides PostgreSQL and Kafka."""
        parts = [self._source(name) for name in SOURCES]
        parts.append(self._gateway())
        for service in SERVICES:
            parts += [self._api(service), self._worker(service)]
        return parts

    def migration(self, service: str) -> Program:
        """Return the program that migrates a service's database."""
        return self._program(f"{service}-migrate", f"{service}.cli:main", service, "migrate")

    def job(self, name: str, entry: str, env: Mapping[str, str]) -> Program:
        """Return a program of the sandbox itself that runs once."""
        return Program(
            name=name, entry=entry, argv=[name], env={**os.environ, **env}, log=self.log(name)
        )

    def log(self, name: str) -> Path:
        """Return the log file of a component."""
        return self.home / "logs" / f"{name}.log"

    def spans(self, name: str) -> Path:
        """Return the file with the spans of a component."""
        return self.home / "spans" / f"{name}.jsonl"

    def _address(self, port: str) -> str:
        return f"http://127.0.0.1:{self.ports[port]}"

    def _api(self, service: str) -> Component:
        address = self._address(service)
        program = self._program(f"{service}-api", f"{service}.cli:main", service, "api")
        return Component(program=program, address=address, ready_url=f"{address}/readyz")

    def _worker(self, service: str) -> Component:
        address = self._address(f"{service}_metrics")
        program = self._program(f"{service}-worker", f"{service}.cli:main", service, "worker")
        return Component(program=program, address=address, ready_url=f"{address}/readyz")

    def _gateway(self) -> Component:
        program = self._program(GATEWAY, "gateway.cli:main", GATEWAY, "api")
        return Component(program=program, address=self.api, ready_url=f"{self.api}/readyz")

    def _source(self, name: str) -> Component:
        address = self.source_url(name)
        port = str(self.ports[name.replace("-", "_")])
        program = Program(
            name=name,
            entry="sandbox.sources.__main__",
            argv=["sandbox.sources", name, "--port", port],
            env={**os.environ, "TOLOK_SOURCE_SECRET": self.secrets.get(name)},
            log=self.log(name),
        )
        return Component(program=program, address=address, ready_url=f"{address}/_control/state")

    def _program(self, name: str, entry: str, owner: str, command: str) -> Program:
        """Return a command of a service or of the gateway, with its settings."""
        prefix = owner.upper()
        settings = self._shared(name, owner)
        settings |= self._own(owner)
        env = {f"{prefix}_{key}": value for key, value in settings.items()}
        env = {**os.environ, **env, **self.overrides.get(name, {})}
        return Program(name=name, entry=entry, argv=[owner, command], env=env, log=self.log(name))

    def _shared(self, name: str, owner: str) -> dict[str, str]:
        return {
            "HOST": "127.0.0.1",
            "PORT": str(self.ports[owner]),
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "OIDC_ISSUER": self.api,
            "SPAN_FILE": str(self.spans(name)),
        }

    def _own(self, owner: str) -> dict[str, str]:
        if owner == GATEWAY:
            addresses = {f"{name.upper()}_URL": self._address(name) for name in SERVICES}
            return addresses | {
                "SANDBOX_ISSUER": "true",
                "SANDBOX_CLIENT_SECRET": self.client_secret,
                "SANDBOX_KEY_FILE": str(self.home / "signing-key.pem"),
            }
        settings = {
            "METRICS_PORT": str(self.ports[f"{owner}_metrics"]),
            "DATABASE_URL": self.database_urls[owner],
            "CURSOR_KEY": self.secrets.get(cursor_secret(owner)),
        }
        if owner == "instrument":
            settings["AUTHORS_AGENCY"] = REGION_CODE
        if owner == "submission":
            settings["EVIDENCE_STORE"] = str(self.home / "evidence")
            settings["EVIDENCE_SPOOL"] = str(self.home / "uploads")
        if owner == "scoring":
            # An Ed25519 key is a secret of 32 bytes, written in base64url.
            settings["RESULT_SIGNING_KEY"] = self.secrets.get(_RESULT_KEY)
        return settings | (self._of_sources() if owner == "integration" else {})

    def _of_sources(self) -> dict[str, str]:
        hosts = {source: self.source_url(source).removeprefix("http://") for source in SOURCES}
        secrets = {
            source: {
                "secret": self.secrets.get(source),
                "agency_code": REGION_CODE,
                "hosts": [host],
            }
            for source, host in hosts.items()
        }
        own = json.loads(os.environ.get("INTEGRATION_ALLOWED_TARGETS", "[]"))
        return {
            "SOURCE_SECRETS": json.dumps(secrets),
            "ALLOWED_TARGETS": json.dumps([*hosts.values(), *own]),
        }
