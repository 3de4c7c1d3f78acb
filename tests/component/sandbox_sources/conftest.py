"""The three simulated systems as processes of their own, and clients that know how to ask them."""

import json
import os
import ssl
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.waiting import NEVER_SECONDS, wait_until

SECRET = "kunci-percobaan"
SYSTEMS = ("e-planning", "e-program", "e-sakip")
CREDENTIALS = {
    "e-planning": {"Authorization": f"Bearer {SECRET}"},
    "e-program": {"X-API-KEY": SECRET},
    "e-sakip": {"token": SECRET},
}


# Loading the authorities' certificates takes longer than most tests here, which use plain HTTP.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True)
class SourceProcess:
    """A running simulated system."""

    system: str
    url: str
    process: "subprocess.Popen[bytes]"
    log: Path


class Client:
    """Asks one system with its credential, and its control API without."""

    def __init__(self, source: SourceProcess, http: httpx.AsyncClient) -> None:
        self.system = source.system
        self.url = source.url
        self.http = http

    async def get(
        self, path: str, params: Mapping[str, Any] | None = None, etag: str | None = None
    ) -> httpx.Response:
        headers = {} if etag is None else {"If-None-Match": etag}
        return await self.http.get(path, params=params, headers=headers)

    async def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        if self.system == "e-planning":
            params = {"page": "all", **params}
        answer = await self.get(path, params)
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["data"]
        return rows

    async def change(self, action: str, **members: Any) -> dict[str, Any]:
        answer = await self.http.post("/_control/change", json={"action": action, **members})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def fail(self, mode: str, **members: Any) -> None:
        answer = await self.http.post("/_control/fault", json={"mode": mode, **members})
        assert answer.status_code == 200, answer.text

    async def state(self) -> dict[str, Any]:
        body: dict[str, Any] = (await self.http.get("/_control/state")).json()
        return body


def start_source(system: str, *options: str) -> SourceProcess:
    # It writes a line for each request. A pipe that nobody reads would be full after some hundred
    # of them, and the process would stand still.
    with tempfile.NamedTemporaryFile("ab", prefix="tolok-source-", delete=False) as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.sources", system, "--delay-ms", "0", *options],
            env={**os.environ, "TOLOK_SOURCE_SECRET": SECRET},
            stdout=log,
        )
    path = Path(log.name)
    wait_until(lambda: b"\n" in path.read_bytes() or process.poll() is not None)
    port = json.loads(path.read_text("utf-8").splitlines()[0])["port"]
    return SourceProcess(system, f"http://127.0.0.1:{port}", process, path)


def stop_source(source: SourceProcess) -> str:
    """End a process and return what it wrote after its first line."""
    source.process.terminate()
    source.process.wait(timeout=NEVER_SECONDS)
    _, _, output = source.log.read_text("utf-8").partition("\n")
    source.log.unlink()
    return output


@pytest.fixture(scope="session")
def processes() -> Iterator[Mapping[str, SourceProcess]]:
    started = {system: start_source(system) for system in SYSTEMS}
    yield started
    for source in started.values():
        stop_source(source)


@pytest.fixture
async def clients(processes: Mapping[str, SourceProcess]) -> AsyncIterator[Mapping[str, Client]]:
    """Clients of all three, each back at its seed."""
    https = {system: new_http(source) for system, source in processes.items()}
    for http in https.values():
        state = (await http.get("/_control/state")).json()
        if state["changes"] or state["fault"]["mode"] != "none":
            (await http.post("/_control/reset")).raise_for_status()
    yield {system: Client(processes[system], http) for system, http in https.items()}
    for http in https.values():
        await http.aclose()


def new_http(source: SourceProcess) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=source.url,
        headers=CREDENTIALS[source.system],
        trust_env=False,
        timeout=NEVER_SECONDS,
        verify=_NO_TLS,
    )


@pytest.fixture
def planning(clients: Mapping[str, Client]) -> Client:
    return clients["e-planning"]


@pytest.fixture
def program(clients: Mapping[str, Client]) -> Client:
    return clients["e-program"]


@pytest.fixture
def sakip(clients: Mapping[str, Client]) -> Client:
    return clients["e-sakip"]


@pytest.fixture
def started() -> Iterator[Callable[..., SourceProcess]]:
    """Start processes for one test; they end with it."""
    running: list[SourceProcess] = []

    def start(system: str, *options: str) -> SourceProcess:
        running.append(start_source(system, *options))
        return running[-1]

    yield start
    for source in running:
        if source.process.poll() is None:
            stop_source(source)
