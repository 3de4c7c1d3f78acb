"""The bytes of dropped files, in a folder that the API and the worker share. All of it blocks."""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import IO
from uuid import uuid4


class NoSpool(Exception):
    """No folder is set, or it cannot be written."""


class Spool:
    """The folder; None: there is none. A file is called by its hash once it is whole."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Return where a whole file is, or would be.

        Raises:
            NoSpool: No folder is set.
        """
        if self._folder is None:
            raise NoSpool
        return self._folder / sha256

    def has(self, sha256: str) -> bool:
        """Say whether a file is here."""
        return self.path(sha256).is_file()

    def begin(self) -> "Arriving":
        """Open a file for what arrives.

        Raises:
            NoSpool: It cannot be written.
        """
        folder = self.path("x").parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"arriving-{uuid4().hex}"
            return Arriving(path, path.open("xb"))
        except OSError as error:
            raise NoSpool from error

    def keep(self, arriving: "Arriving") -> None:
        """Let a file that arrived stand under its hash; it is durable when this returns."""
        try:
            arriving.file.flush()
            os.fsync(arriving.file.fileno())
            arriving.path.replace(self.path(arriving.sha256))
        except OSError as error:
            raise NoSpool from error

    def remove(self, sha256: str) -> None:
        """Remove a file; one that is not here is no error."""
        self.path(sha256).unlink(missing_ok=True)

    def sweep(self, *, older_seconds: float) -> int:
        """Remove files that nobody wrote to for so long; return how many."""
        if self._folder is None or not self._folder.is_dir():
            return 0
        before, removed = time.time() - older_seconds, 0
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed


class Arriving:
    """A file that arrives, with its size and hash so far."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path = path
        self.file = file
        self.size = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Return the hash of what has arrived."""
        return self._digest.hexdigest()

    def append(self, piece: bytes) -> None:
        """Add bytes.

        Raises:
            NoSpool: There is no room.
        """
        try:
            self.file.write(piece)
        except OSError as error:
            raise NoSpool from error
        self._digest.update(piece)
        self.size += len(piece)

    def end(self) -> None:
        """Close the file, and remove it unless it was kept."""
        self.file.close()
        self.path.unlink(missing_ok=True)
