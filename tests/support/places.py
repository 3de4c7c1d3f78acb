"""Where the servers of tests keep their data."""

import os
import shutil
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of a random name is made in it
# What two workers' servers and products hold at most, and as much again for the programs.
_ROOM: Final = 6 * 2**30


def servers_folder() -> str | None:
    """Return the folder in memory if it has room; None: where temporary files usually are.

    Thousands of databases are made and dropped in a run, and no test needs one after a crash of
    the machine.
    """
    try:
        has_room = shutil.disk_usage(_MEMORY).free >= _ROOM and _free_memory() >= 2 * _ROOM
    except OSError:
        return None
    return str(_MEMORY) if has_room and os.access(_MEMORY, os.W_OK) else None


def _free_memory() -> int:
    for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name == "MemAvailable":
            return int(rest.split()[0]) * 1024
    return 0
