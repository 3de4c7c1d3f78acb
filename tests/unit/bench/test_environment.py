"""Who waits for the scoring worker learns at once that it has ended, and why."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.environment import Environment

NO_SERVER: Any = None


def ended(home: Path, *, code: int) -> Environment:
    """Return an environment whose worker said something and ended."""
    (home / "worker.log").write_text("the database has no tables", encoding="utf-8")
    worker = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    worker.wait()
    return Environment(
        home, NO_SERVER, NO_SERVER, NO_SERVER, NO_SERVER, scoring_url="", _worker=worker
    )


async def test_a_worker_that_has_ended_is_not_waited_for(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    with pytest.raises(RuntimeError, match=r"ended with code 3(.|\n)*has no tables"):
        await ended(tmp_path, code=3)._until(never, began=0.0)


async def test_what_a_worker_did_before_it_ended_counts(tmp_path: Path) -> None:
    async def done() -> bool:
        return True

    assert await ended(tmp_path, code=0)._until(done, began=0.0) > 0
