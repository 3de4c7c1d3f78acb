"""`tolok up` as people use it: start, look, crash, stop, and nothing left behind."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.support.places import servers_folder
from tests.support.waiting import NEVER_SECONDS, wait_until

from sandbox.running.state import State, last_state, read_state
from sandbox.running.topology import SERVICES, SOURCES

_TOLOK = [sys.executable, "-m", "sandbox.cli"]


class Tolok:
    """The command, with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*_TOLOK, *arguments],
            env=self._env(),
            capture_output=True,
            text=True,
            check=False,
            timeout=NEVER_SECONDS,
        )

    def up(self) -> subprocess.Popen[str]:
        """Start it and return when all is ready."""
        with (self.home.parent / "up.txt").open("w") as output:
            process = subprocess.Popen(
                [*_TOLOK, "up"], env=self._env(), stdout=output, stderr=output, text=True
            )
        self._started.append(process)
        wait_until(lambda: process.poll() is not None or self._is_ready())
        assert process.poll() is None, (self.home.parent / "up.txt").read_text()
        return process

    def state(self) -> State:
        """Return what runs."""
        state = read_state(self.home)
        assert state is not None
        return state

    def kill_all(self) -> None:
        """End whatever a failed test has left."""
        for process in self._started:
            process.kill()
            process.wait()

    def _is_ready(self) -> bool:
        state = read_state(self.home)
        return state is not None and state.phase == "ready"

    def _env(self) -> dict[str, str]:
        return {**os.environ, "TOLOK_HOME": str(self.home)}


@pytest.fixture(scope="module")
def tolok() -> Iterator[Tolok]:
    with tempfile.TemporaryDirectory(prefix="tolok-life-", dir=servers_folder()) as folder:
        command = Tolok(Path(folder) / "home")
        yield command
        command.kill_all()


def _family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def _assert_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=NEVER_SECONDS)
    assert not alive


def test_it_starts_explains_itself_survives_a_crash_and_stops(tolok: Tolok) -> None:
    started = tolok.up()
    family = _family(started)
    _shows_everything(tolok)
    _second_up_explains_itself(tolok)
    _answers_questions(tolok)
    _crashed_component_comes_back(tolok)

    stopped = tolok.run("down")
    assert stopped.returncode == 0
    assert started.wait(NEVER_SECONDS) == 0
    _assert_gone(family)
    assert tolok.run("status").returncode == 3
    assert "Nothing runs" in tolok.run("down").stdout


def test_nothing_is_left_of_a_killed_parent_and_the_data_are(tolok: Tolok) -> None:
    started = tolok.up()
    family = _family(started)
    assert len(family) > len(SERVICES) * 2 + len(SOURCES)
    started.kill()
    started.wait()
    _assert_gone(family)

    before = last_state(tolok.home)
    again = tolok.up()
    assert before is not None
    assert tolok.state().ports == before.ports
    assert "33" in tolok.run("psql", "submission", "-Atc", "SELECT count(*) FROM agency").stdout
    tolok.run("down")
    assert again.wait(NEVER_SECONDS) == 0


def test_reset_stops_it_and_removes_everything(tolok: Tolok) -> None:
    started = tolok.up()
    done = tolok.run("reset")
    assert done.returncode == 0, done.stderr
    assert started.wait(NEVER_SECONDS) == 0
    assert not tolok.home.exists()


def _shows_everything(tolok: Tolok) -> None:
    shown = tolok.run("status")
    assert shown.returncode == 0
    for name in ("postgres", "kafka", "gateway", "scoring-worker", *SOURCES):
        assert name in shown.stdout
    assert tolok.state().api in shown.stdout
    assert "tolok token" in shown.stdout


def _second_up_explains_itself(tolok: Tolok) -> None:
    second = tolok.run("up")
    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert "tolok down" in second.stderr


def _answers_questions(tolok: Tolok) -> None:
    token = tolok.run("token", "--role", "leader", "--agency", "9901").stdout
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", token)
    refused = tolok.run("token", "--role", "emperor")
    assert refused.returncode == 1
    assert "roles harus menyebut sebagian dari" in refused.stderr
    assert "scoring.score" in tolok.run("topics").stdout
    last = tolok.run("tail", "submission.agency", "-n", "1").stdout
    assert json.loads(last[last.index("{") :])["agency_code"].startswith("9901")
    assert "scoring" in tolok.run("psql", "scoring", "-Atc", "SELECT current_user").stdout
    assert '"event"' in tolok.run("logs", "scoring-api").stdout


def _crashed_component_comes_back(tolok: Tolok) -> None:
    killed = tolok.state().component("scoring-worker")
    assert killed.pid is not None
    psutil.Process(killed.pid).kill()

    def is_back() -> bool:
        now = tolok.state().component("scoring-worker")
        return now.state == "ready" and now.pid not in (None, killed.pid)

    wait_until(is_back)
    assert tolok.state().component("scoring-worker").restarts == 1
