"""The bar of a run: it follows until the run ends, and says what became of it."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from sandbox.commands.progress import follow

FAR = {"listings": 8, "listings_done": 3, "pages": 41, "pages_kept": 0, "rows": 900, "bytes": 4096}
RUN: dict[str, Any] = {
    "status": "running",
    "progress": None,
    "figures": {},
    "failure": None,
    "duration_seconds": None,
}
FAILED = {"code": "deadline", "id": "Terlalu lama.", "en": "It took too long."}


def followed(*runs: Any) -> tuple[int, str]:
    said = StringIO()
    waiting: Iterator[Any] = iter(runs)
    code = follow(lambda: next(waiting), Console(file=said, width=100), pause=0.0)
    assert next(waiting, None) is None, "it went on until the run ended, and no longer"
    return code, said.getvalue()


def test_a_run_is_followed_to_its_end() -> None:
    ended = {**RUN, "status": "succeeded", "figures": {"rows": 900}, "duration_seconds": 12.34}
    code, said = followed({**RUN, "status": "pending"}, RUN, {**RUN, "progress": FAR}, ended)
    assert code == 0
    assert said.splitlines()[-1] == "succeeded in 12.3 s: rows 900."


@pytest.mark.parametrize("status", ["failed", "quarantined", "cancelled"])
def test_a_run_that_does_not_count_ends_with_a_code(status: str) -> None:
    code, said = followed({**RUN, "status": status, "failure": FAILED})
    assert code == 1
    assert "It took too long." in said


def test_without_a_run_there_is_nothing_to_follow(capsys: pytest.CaptureFixture[str]) -> None:
    assert followed(None)[0] == 3
    assert capsys.readouterr().out == "No run yet.\n"
