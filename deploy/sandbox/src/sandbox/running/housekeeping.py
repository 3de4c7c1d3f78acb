"""The sandbox's folder: created before a start, kept small, removed on request."""

import os
import shutil
from pathlib import Path

from sandbox.processes.children import StartError

_LARGEST_BYTES = 16 * 1024 * 1024
_FOLDERS = ("logs", "spans")


def prepare(home: Path) -> None:
    """Create the folders; rename large logs and span files to `.old`, one generation of each."""
    _check_owner(home)
    for name in _FOLDERS:
        folder = home / name
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            if file.suffix != ".old" and file.stat().st_size > _LARGEST_BYTES:
                file.rename(file.with_name(f"{file.name}.old"))


def remove(home: Path) -> None:
    """Remove all data, logs and secrets of a sandbox that is not running."""
    _check_owner(home)
    if home.exists():
        shutil.rmtree(home)


def _check_owner(home: Path) -> None:
    """Fail early if the folder belongs to another user, for example to root after a `sudo`."""
    if home.exists() and os.geteuid() not in (0, home.stat().st_uid):
        raise StartError(
            f"{home} belongs to another user (id {home.stat().st_uid}). Remove it as that user,"
            " or set TOLOK_HOME to another folder."
        )
