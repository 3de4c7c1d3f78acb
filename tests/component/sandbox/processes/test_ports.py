import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from sandbox.processes import ports
from sandbox.processes.ports import choose_ports, claim_port, release_ports
from sandbox.settings import SandboxSettings


@pytest.fixture(autouse=True)
def _claims_are_given_back() -> Iterator[None]:
    before = set(ports._claims)
    yield
    release_ports(set(ports._claims) - before)


@pytest.fixture
def free() -> int:
    """A port that is free, and not claimed."""
    port = claim_port()
    release_ports([port])
    return port


def test_a_port_of_the_environment_comes_before_that_of_the_last_run(
    monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setenv("TOLOK_GATEWAY_PORT", str(free))
    assert choose_ports(SandboxSettings(), {"gateway": 1})["gateway"] == free


def test_the_port_of_the_last_run_comes_before_the_default(free: int) -> None:
    assert choose_ports(SandboxSettings(), {"kafka": free})["kafka"] == free


def test_a_port_where_somebody_listens_gives_way_to_another(free: int) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", free))
        holder.listen()
        assert claim_port(free) != free


def test_a_port_that_was_chosen_is_nobody_elses_before_it_is_used(free: int) -> None:
    assert claim_port(free) == free
    code = f"from sandbox.processes.ports import claim_port; print(claim_port({free}))"
    command = [sys.executable, "-c", code]
    other = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(other.stdout) != free


def test_all_ports_differ(free: int) -> None:
    found = choose_ports(SandboxSettings(), {"gateway": free, "scoring": free})
    assert len(set(found.values())) == len(found)
