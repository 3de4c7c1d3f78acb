import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.support.waiting import NEVER_SECONDS, wait_until

from sandbox.processes.children import StartError
from sandbox.running.keeper import Keeper, KeptProcess


@dataclass
class FakeProcess:
    """A process that ends when it is told to."""

    pid: int = 1
    code: int | None = None
    signals: list[int] = field(default_factory=list)

    def poll(self) -> int | None:
        return self.code

    def wait(self, timeout: float | None = None) -> int:
        del timeout
        return self.code or 0

    def send_signal(self, sent: int, /) -> None:
        self.signals.append(sent)
        self.code = -sent

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@dataclass
class FakeProgram:
    """A program whose processes are remembered."""

    processes: list[FakeProcess] = field(default_factory=list)
    ready: bool = True
    stillborn: bool = False

    def launch(self) -> FakeProcess:
        process = FakeProcess(pid=len(self.processes) + 1, code=1 if self.stillborn else None)
        self.processes.append(process)
        return process

    def kept(self, name: str = "one") -> KeptProcess:
        return KeptProcess(
            name=name,
            address="",
            log=Path("absent.log"),
            launch=self.launch,
            is_ready=lambda: self.ready,
        )


@pytest.fixture
def checks() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def _tick_until(kept: KeptProcess, state: str, checks: ThreadPoolExecutor) -> None:
    def is_so() -> bool:
        kept.tick(checks)
        return kept.state == state

    wait_until(is_so)


def test_a_process_is_ready_when_its_check_says_so(checks: ThreadPoolExecutor) -> None:
    program = FakeProgram(ready=False)
    kept = program.kept()
    kept.begin()
    for _ in range(5):
        kept.tick(checks)
    assert kept.state == "starting"
    program.ready = True
    _tick_until(kept, "ready", checks)
    assert kept.snapshot().pid == 1


def test_a_crashed_process_is_started_again(checks: ThreadPoolExecutor) -> None:
    program = FakeProgram()
    kept = program.kept()
    kept.begin()
    _tick_until(kept, "ready", checks)
    program.processes[0].code = -9
    _tick_until(kept, "restarting", checks)
    assert kept.snapshot().pid is None
    _tick_until(kept, "ready", checks)
    assert kept.restarts == 1
    assert kept.snapshot().pid == 2


def test_the_pause_grows_while_it_keeps_crashing(
    checks: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.running.keeper.time", SimpleNamespace(monotonic=lambda: 100.0))
    kept = FakeProgram(stillborn=True).kept()
    pauses = []
    for _ in range(3):
        kept.begin()
        kept.tick(checks)
        pauses.append(kept.due_at - 100)
    assert pauses == sorted(pauses)
    assert pauses[-1] > 2 * pauses[0]


def test_who_does_not_start_is_an_error_with_its_log() -> None:
    keeper = Keeper(lambda: None)
    kept = FakeProgram(stillborn=True).kept("scoring-api")
    keeper.add(kept)
    keeper.open()
    kept.begin()
    with pytest.raises(StartError, match="scoring-api does not start"):
        keeper.wait_ready(["scoring-api"], seconds=NEVER_SECONDS)
    keeper.close()


def test_the_end_is_orderly_and_final() -> None:
    keeper = Keeper(lambda: None)
    program = FakeProgram()
    kept = program.kept()
    keeper.add(kept)
    keeper.open()
    kept.begin()
    keeper.wait_ready(["one"], seconds=5)
    keeper.close()
    keeper.end(["one", "unknown"], seconds=1)
    assert program.processes[0].signals == [signal.SIGTERM]
    assert kept.state == "stopped"
    assert len(program.processes) == 1
