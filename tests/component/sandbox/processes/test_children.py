import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.waiting import NEVER_SECONDS, wait_until

from sandbox.processes import children
from sandbox.processes.children import StartError

_PARENT = """
import pathlib, sys, time
from sandbox.processes import children
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
child = children.spawn(sleep, log=pathlib.Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(600)
"""


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _PARENT, str(tmp_path / "child.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _alive(child)
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not _alive(child))


def test_a_child_has_a_session_of_its_own(tmp_path: Path) -> None:
    code = "import os; print(os.getsid(0) == os.getpid())"
    child = children.spawn([sys.executable, "-c", code], log=tmp_path / "log")
    assert children.wait_for_end(child, seconds=NEVER_SECONDS) == 0
    assert (tmp_path / "log").read_text().strip() == "True"


def test_a_program_is_never_root_and_still_reads_closed_folders(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").write_text("seen")
    code = (
        "import os, sys; file = sys.argv[1];"
        "print(os.geteuid(), os.access(file, os.R_OK), open(file).read())"
    )
    program = [sys.executable, "-c", code, str(closed / "file")]
    child = children.spawn(program, log=tmp_path / "log", user="nobody")
    assert children.wait_for_end(child, seconds=NEVER_SECONDS) == 0
    user, access, text = (tmp_path / "log").read_text().split()
    assert (user != "0", access, text) == (True, "True", "seen")


def test_an_early_end_is_told_with_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = children.spawn([sys.executable, "-c", "import sys; sys.exit('no luck')"], log=log)
    with pytest.raises(StartError, match="no luck"):
        children.wait_for(lambda: False, process=child, name="Test", log=log, seconds=NEVER_SECONDS)


def test_who_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    code = (
        "import signal; signal.signal(15, signal.SIG_IGN); print('on', flush=True); signal.pause()"
    )
    log = tmp_path / "log"
    child = children.spawn([sys.executable, "-c", code], log=log)
    children.wait_for(
        lambda: "on" in log.read_text(), process=child, name="Test", log=log, seconds=NEVER_SECONDS
    )
    assert children.stop(child, signal.SIGTERM, seconds=0.1) == -signal.SIGKILL
