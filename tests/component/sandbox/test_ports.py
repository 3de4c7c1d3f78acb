import socket

import pytest

from sandbox.ports import choose_ports
from sandbox.settings import SandboxSettings


@pytest.fixture
def taken() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_a_port_of_the_environment_comes_before_that_of_the_last_run(
    monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    monkeypatch.setenv("TOLOK_GATEWAY_PORT", str(taken))
    assert choose_ports(SandboxSettings(), {"gateway": 1})["gateway"] == taken


def test_the_port_of_the_last_run_comes_before_the_default(taken: int) -> None:
    assert choose_ports(SandboxSettings(), {"kafka": taken})["kafka"] == taken


def test_a_taken_port_gives_way_to_a_free_one(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setenv("TOLOK_GATEWAY_PORT", str(taken))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", taken))
        holder.listen()
        assert choose_ports(SandboxSettings(), {})["gateway"] != taken


def test_all_ports_differ(taken: int) -> None:
    ports = choose_ports(SandboxSettings(), {"gateway": taken, "scoring": taken})
    assert len(set(ports.values())) == len(ports)
