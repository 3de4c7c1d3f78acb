import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.running.state import (
    ComponentState,
    State,
    is_locked,
    last_state,
    lock,
    read_state,
    write_state,
)

_ONE = ComponentState(
    name="scoring-api",
    state="ready",
    pid=7,
    address="http://127.0.0.1:8103",
    log="x.log",
    restarts=1,
    seconds=1.5,
)
_STATE = State(
    pid=os.getpid(), phase="ready", ports={"gateway": 8080}, kafka="k:1", components=(_ONE,)
)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    write_state(tmp_path, _STATE)
    assert last_state(tmp_path) == _STATE


def test_a_state_without_its_lock_is_over(tmp_path: Path) -> None:
    write_state(tmp_path, _STATE)
    assert read_state(tmp_path) is None


def test_a_held_lock_says_that_it_runs(tmp_path: Path) -> None:
    write_state(tmp_path, _STATE)
    held = lock(tmp_path)
    assert held is not None
    assert read_state(tmp_path) == _STATE
    assert lock(tmp_path) is None
    held.close()
    assert not is_locked(tmp_path)


def test_the_state_that_a_killed_one_left_is_not_that_of_its_successor(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    write_state(tmp_path, replace(_STATE, pid=ended.pid))
    held = lock(tmp_path)
    assert held is not None
    assert read_state(tmp_path) is None
    held.close()


def test_whoever_only_looks_keeps_nobody_from_starting(tmp_path: Path) -> None:
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            is_locked(tmp_path)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(20):
            held = lock(tmp_path)
            assert held is not None
            held.close()
    finally:
        over.set()
        looking.join()


def test_the_api_is_the_gateway() -> None:
    assert _STATE.api == "http://127.0.0.1:8080"


def test_an_unknown_component_is_explained() -> None:
    assert _STATE.component("scoring-api") == _ONE
    with pytest.raises(KeyError, match="there are scoring-api"):
        _STATE.component("scoring")
