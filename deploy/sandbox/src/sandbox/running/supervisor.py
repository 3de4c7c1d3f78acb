"""Starts everything in the right order, keeps it running, and stops it.

PostgreSQL and Kafka start while the fork server imports the services' libraries. As soon as each of
them is ready, databases are migrated and topics created. Then all services start at once.
"""

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Self, TextIO

from pydantic import SecretStr

from sandbox.access import calls, tokens
from sandbox.access.secret_store import SecretStore
from sandbox.processes.children import StartError
from sandbox.processes.forks import Fork, Forks, Program
from sandbox.processes.ports import choose_ports, release_ports
from sandbox.region.agencies import REGION_CODE
from sandbox.running import housekeeping, servers
from sandbox.running.keeper import Keeper, KeptProcess
from sandbox.running.settling import settle
from sandbox.running.state import State, explain_running, last_state, lock, write_state
from sandbox.running.topology import (
    LOADING_API,
    LOADING_HOME,
    LOADING_SOURCES,
    SERVERS_VARIABLE,
    SERVICES,
    SOURCES,
    Component,
    Topology,
)
from sandbox.servers.databases import Databases
from sandbox.servers.kafka import Kafka
from sandbox.servers.postgres import Postgres
from sandbox.settings import SandboxSettings

_SERVERS = ("kafka", "postgres")
_TOPICS = "sandbox.running.topics:main"
_LOADING = "sandbox.running.loading:main"
_SERVER_SECONDS = 600.0  # Kafka's jars may have to be fetched first
_READY_SECONDS = 540.0  # what takes longer than this on a busy machine does not come
_GRACE_SECONDS = 10.0
_SERVER_GRACE_SECONDS = 20.0


class AlreadyRunningError(StartError):
    """Another process runs a sandbox in the same folder."""


class Sandbox:
    """The whole product on this machine, as child processes of this one.

    `with Sandbox() as sandbox:` starts and stops it. A change of state calls `on_change`, from any
    thread. `overrides` are additional environment variables by component,
    `postgres_settings` those of the server.
    """

    def __init__(
        self,
        settings: SandboxSettings | None = None,
        *,
        on_change: Callable[["Sandbox"], None] | None = None,
        overrides: Mapping[str, Mapping[str, str]] | None = None,
        postgres_settings: Mapping[str, str] | None = None,
    ) -> None:
        self.settings = settings or SandboxSettings()
        self.home = self.settings.home.absolute()
        self.keeper = Keeper(self._publish)
        self.postgres: Postgres | None = None
        self.kafka: Kafka | None = None
        self.databases: Databases | None = None
        self.note = ""
        self._on_change = on_change
        self._overrides, self._postgres_settings = overrides or {}, postgres_settings
        self._phase = "stopped"
        self._lock_file: TextIO | None = None
        self._forks: Forks | None = None
        self._topology: Topology | None = None
        self._shown: tuple[State, str] | None = None
        self._publishing = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def topology(self) -> Topology:
        """The programs and addresses of the sandbox; raises StartError before the start."""
        if self._topology is None:
            raise StartError("The sandbox was not started.")
        return self._topology

    @property
    def api(self) -> str:
        """The address of the gateway."""
        return self.topology.api

    def start(self) -> None:
        """Start everything and return when it is ready, the sample is loaded and scored.

        On failure, nothing is left running and StartError (AlreadyRunningError) says what to do.
        """
        self._lock_file = lock(self.home)
        if self._lock_file is None:
            raise AlreadyRunningError(explain_running(self.home))
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything in order: services, sources, Kafka, PostgreSQL. Safe to call twice."""
        if self._lock_file is None:
            return
        self._set_phase("stopping")
        self.keeper.close()
        names = [kept.name for kept in self.keeper.snapshots()]
        self.keeper.end([n for n in names if n not in _SERVERS], seconds=_GRACE_SECONDS)
        if self._forks is not None:
            self._forks.close()
        self.keeper.end(_SERVERS, seconds=_SERVER_GRACE_SECONDS)
        if self._topology is not None:
            release_ports(self._topology.ports.values())
        self._set_phase("stopped")
        self._lock_file.close()
        self._lock_file = None

    def token(self, *roles: str, agency: str | None = None, client: str = tokens.TOLOK) -> str:
        """Return an access token with these roles; `client` becomes its subject."""
        return tokens.get_token(self.api, self.home, roles=roles, agency=agency, client=client)

    def kill(self, name: str) -> None:
        """Kill one component as a crash would; it is started again."""
        process = self.keeper.find(name).process
        if process is not None:
            process.kill()

    def halt(self, name: str) -> None:
        """Stop one component in order; it is not started again."""
        self.keeper.end([name], seconds=_GRACE_SECONDS)

    def state(self) -> State:
        """Return the present state of everything."""
        topology = self._topology
        return State(
            pid=0 if self._lock_file is None else os.getpid(),
            phase=self._phase,
            ports={} if topology is None else topology.ports,
            kafka="" if topology is None else topology.kafka,
            components=self.keeper.snapshots(),
        )

    def _start(self) -> None:
        self._set_phase("starting")
        housekeeping.prepare(self.home)
        last = last_state(self.home)
        self._topology = Topology(
            home=self.home,
            ports=choose_ports(self.settings, last.ports if last else {}),
            kafka=self.settings.kafka_bootstrap_servers or "",
            secrets=SecretStore(self.home),
            overrides=self._overrides,
        )
        self._forks = Forks(self.topology.log("forkserver"))
        self.keeper.open()
        jobs = self._start_servers()
        for fork, program in jobs:
            self._forks.check(fork, program, seconds=_READY_SECONDS)
        self._start_components()
        self._set_phase("loading")
        self._load()
        self._set_phase("reading")
        self._settle()
        self._set_phase("ready")

    def _start_servers(self) -> list[tuple[Fork, Program]]:
        """Start PostgreSQL and Kafka side by side; return the jobs that prepare them."""
        self._add_servers()
        pool = ThreadPoolExecutor(2, thread_name_prefix="sandbox-servers")
        try:
            kafka = pool.submit(self._start_kafka)
            urls = pool.submit(self._start_postgres).result()
            self._topology = replace(self.topology, database_urls=urls)
            jobs = self._order([self.topology.migration(service) for service in SERVICES])
            self._topology = replace(self.topology, kafka=kafka.result())
            variables = {SERVERS_VARIABLE: self.topology.kafka}
            return jobs + self._order([self.topology.job("topics", _TOPICS, variables)])
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _add_servers(self) -> None:
        """Keep the sandbox's own servers running; an external one is not ours to keep."""
        ports = self.topology.ports
        if self.settings.postgres_url is None:
            folder, port = self.home / "postgres", ports["postgres"]
            self.postgres = Postgres(folder, port=port, settings=self._postgres_settings)
            self.keeper.add(servers.keep_postgres(self.postgres))
        if self.settings.kafka_bootstrap_servers is None:
            self.kafka = Kafka(self.home / "kafka", port=ports["kafka"], progress=self._note_jars)
            self.keeper.add(servers.keep_kafka(self.kafka))

    def _start_postgres(self) -> dict[str, str]:
        if self.postgres is not None:
            self._begin_server("postgres")
            self.databases = self.postgres
        else:
            external = self.settings.postgres_url or SecretStr("")
            self.databases = Databases(external.get_secret_value())
        return servers.create_databases(self.databases, self.topology.secrets, SERVICES)

    def _start_kafka(self) -> str:
        if self.kafka is None:
            return self.settings.kafka_bootstrap_servers or ""
        self._begin_server("kafka")
        self._set_note("")
        return self.kafka.bootstrap_servers

    def _begin_server(self, name: str) -> None:
        self.keeper.begin(name)
        self.keeper.wait_ready([name], seconds=_SERVER_SECONDS)

    def _start_components(self) -> None:
        components = self.topology.components()
        for component in components:
            self.keeper.add(self._kept(component))
        for component in components:
            self.keeper.begin(component.name)
        names = [component.name for component in components]
        self.keeper.wait_ready(names, seconds=_READY_SECONDS)

    def _kept(self, component: Component) -> KeptProcess:
        def launch() -> Fork:
            return self._running_forks().spawn(component.program)

        return KeptProcess(
            name=component.name,
            address=component.address,
            log=component.program.log,
            launch=launch,
            is_ready=lambda: calls.answers_ok(component.ready_url),
        )

    def _running_forks(self) -> Forks:
        """Return the fork server; a new one if it was killed, because its programs died with it."""
        if self._forks is None or not self._forks.running:
            self._forks = Forks(self.topology.log("forkserver"))
        return self._forks

    def _order(self, programs: Sequence[Program]) -> list[tuple[Fork, Program]]:
        return [(self._running_forks().spawn(program), program) for program in programs]

    def _load(self) -> None:
        """Load the sample region through the API; what exists already stays."""
        variables = {
            LOADING_API: self.api,
            LOADING_HOME: str(self.home),
            LOADING_SOURCES: json.dumps({name: self.topology.source_url(name) for name in SOURCES}),
        }
        program = self.topology.job("loading", _LOADING, variables)
        self._running_forks().run(program, seconds=_READY_SECONDS)

    def _settle(self) -> None:
        """Wait until the sources were read, so that nobody sees incomplete scores."""
        token = self.token("operator", agency=REGION_CODE)
        scoring = self.keeper.find("scoring-worker").address
        settle(self.api, token=token, scoring=scoring, seconds=_READY_SECONDS)

    def _note_jars(self, done: int, total: int) -> None:
        if self._phase == "stopping":
            raise StartError("The start was interrupted.")
        self._set_note(f"fetching Apache Kafka: {done} of {total} jars")

    def _set_note(self, note: str) -> None:
        self.note = note
        self._publish()

    def _set_phase(self, phase: str) -> None:
        self._phase = phase
        self._publish()

    def _publish(self) -> None:
        """Write the state and tell the screen, if anything has changed."""
        with self._publishing:
            shown = (self.state(), self.note)
            if shown == self._shown:
                return
            self._shown = shown
            if self._lock_file is not None:
                write_state(self.home, shown[0])
        if self._on_change is not None:
            self._on_change(self)
