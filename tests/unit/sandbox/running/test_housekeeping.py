import os
from pathlib import Path

import pytest

from sandbox.processes.children import StartError
from sandbox.running import housekeeping


def test_a_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "_LARGEST_BYTES", 10)
    housekeeping.prepare(tmp_path)
    (tmp_path / "logs" / "gateway.log").write_text("more than ten bytes")
    (tmp_path / "logs" / "kafka.log").write_text("few")
    housekeeping.prepare(tmp_path)
    names = {file.name for file in (tmp_path / "logs").iterdir()}
    assert names == {"gateway.log.old", "kafka.log"}


def test_another_users_folder_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)
    with pytest.raises(StartError, match="belongs to another user"):
        housekeeping.prepare(tmp_path)
