"""A simulated system as a process: light, on loopback, quick to start and to stop."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.support.waiting import NEVER_SECONDS

from .conftest import CREDENTIALS, SYSTEMS, SourceProcess, stop_source

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize("system", SYSTEMS)
def test_it_takes_little_memory(started: Callable[..., SourceProcess], system: str) -> None:
    source = started(system)
    httpx.get(
        f"{source.url}/_control/state", trust_env=False, timeout=NEVER_SECONDS
    ).raise_for_status()
    status = Path(f"/proc/{source.process.pid}/status").read_text("ascii")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    assert int(resident.split()[1]) < 80_000


def test_it_starts_quickly_because_it_imports_little() -> None:
    code = "import sandbox.sources.__main__, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert len(modules) < 450
    heavy = {"fastapi", "pydantic", "sqlalchemy", "aiokafka", "asyncpg", "opentelemetry", "httpx"}
    assert not heavy & {module.partition(".")[0] for module in modules}


def test_it_listens_on_loopback_only(started: Callable[..., SourceProcess]) -> None:
    source = started("e-planning")
    port = f"{int(source.url.rsplit(':', 1)[1]):04X}"
    listening = [
        line.split()[1]
        for line in Path(f"/proc/{source.process.pid}/net/tcp").read_text("ascii").splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{port}")
    ]
    assert listening == [f"0100007F:{port}"]


def test_it_logs_requests_with_their_trace_but_not_what_is_unchanged(
    started: Callable[..., SourceProcess],
) -> None:
    source = started("e-sakip")
    headers = {**CREDENTIALS["e-sakip"], "traceparent": TRACE}
    url = f"{source.url}/api/perangkat-daerah"
    first = httpx.get(url, headers=headers, trust_env=False, timeout=NEVER_SECONDS)
    again = httpx.get(
        url,
        headers={**headers, "If-None-Match": first.headers["etag"]},
        trust_env=False,
        timeout=NEVER_SECONDS,
    )
    assert again.status_code == 304
    lines = [json.loads(line) for line in stop_source(source).splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == 1
    assert requests[0]["traceparent"] == TRACE
    assert (requests[0]["path"], requests[0]["status"]) == ("/api/perangkat-daerah", 200)
    assert CREDENTIALS["e-sakip"]["token"] not in json.dumps(lines)


def test_it_stops_though_a_client_is_stalled(started: Callable[..., SourceProcess]) -> None:
    source = started("e-program")
    httpx.post(
        f"{source.url}/_control/fault",
        json={"mode": "stall"},
        trust_env=False,
        timeout=NEVER_SECONDS,
    )
    port = int(source.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as stalled:
        stalled.sendall(b"GET /api/jadwal?tahun=2026 HTTP/1.1\r\nHost: x\r\n\r\n")
        stop_source(source)


def test_it_takes_the_port_it_is_told_or_says_why_not(
    started: Callable[..., SourceProcess],
) -> None:
    port = started("e-planning").url.rsplit(":", 1)[1]
    second = run("e-planning", "--port", port, secret="x")
    assert second.returncode == 1
    assert f"Port {port}" in second.stderr


def test_it_needs_a_secret() -> None:
    refused = run("e-planning", secret="")
    assert refused.returncode == 1
    assert "TOLOK_SOURCE_SECRET" in refused.stderr


def test_it_knows_three_systems() -> None:
    refused = run("e-sulap", secret="x")
    assert refused.returncode == 2
    assert "e-planning" in refused.stderr


def run(*arguments: str, secret: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sandbox.sources", *arguments],
        env={**os.environ, "TOLOK_SOURCE_SECRET": secret},
        capture_output=True,
        text=True,
        timeout=NEVER_SECONDS,
        check=False,
    )
