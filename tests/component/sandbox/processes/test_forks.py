import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.waiting import NEVER_SECONDS, wait_until

from sandbox.processes.children import StartError
from sandbox.processes.forks import Forks, Program


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    server = Forks(tmp_path_factory.mktemp("forks") / "forkserver.log")
    yield server
    server.close()


def _program(folder: Path, entry: str, *argv: str, **env: str) -> Program:
    return Program(name="test", entry=entry, argv=["test", *argv], env=env, log=folder / "test.log")


def _wait_until_gone(pid: int) -> None:
    wait_until(lambda: not Path(f"/proc/{pid}").exists())


def test_a_program_has_its_own_arguments_environment_and_log(forks: Forks, tmp_path: Path) -> None:
    statement = "import os, sys; print(dict(os.environ), file=sys.stderr)"
    program = _program(tmp_path, "timeit", "-n1", "-r1", statement, A="1")
    forks.run(program, seconds=NEVER_SECONDS)
    assert "{'A': '1'}" in program.log.read_text()


def test_a_failure_is_told_with_the_log(forks: Forks, tmp_path: Path) -> None:
    with pytest.raises(StartError, match="No module named nowhere"):
        forks.run(_program(tmp_path, "nowhere"), seconds=NEVER_SECONDS)


def test_a_killed_program_is_noticed(forks: Forks, tmp_path: Path) -> None:
    fork = forks.spawn(_program(tmp_path, "signal:pause"))
    fork.send_signal(signal.SIGKILL)
    assert fork.wait(NEVER_SECONDS) == -signal.SIGKILL
    assert fork.poll() == -signal.SIGKILL


def test_programs_end_with_the_server(tmp_path: Path) -> None:
    server = Forks(tmp_path / "forkserver.log")
    fork = server.spawn(_program(tmp_path, "signal:pause"))
    while not fork.pid:
        assert server.running
        time.sleep(0.01)
    os.kill(server.pid, signal.SIGKILL)
    assert fork.wait(NEVER_SECONDS) == -signal.SIGKILL
    _wait_until_gone(fork.pid)
    with pytest.raises(StartError, match="fork server has ended"):
        server.spawn(_program(tmp_path, "signal:pause"))
    server.close()
