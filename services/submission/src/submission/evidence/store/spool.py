"""Files while they arrive: one for each person and hash, in a folder that all processes share.

One request at a time writes a file; another one is told so. What has arrived stays when a
connection is cut, so that the rest can follow.
"""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

_PIECE_BYTES: Final = 1_048_576
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class SpoolBusy(Exception):
    """Another request writes the same file."""


class SpoolFailed(Exception):
    """Nothing can be written; `is_full`: there is no room left on the disk."""

    def __init__(self, *, is_full: bool) -> None:
        super().__init__("full" if is_full else "broken")
        self.is_full = is_full


class Spool:
    """The folder; None: there is none. All of it blocks, so it is called in threads."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def path(self, subject: str, sha256: str) -> Path:
        """Return where a person's upload of a file is.

        Raises:
            SpoolFailed: There is no folder.
        """
        if self._folder is None:
            raise SpoolFailed(is_full=False)
        return self._folder / f"{hashlib.sha256(subject.encode()).hexdigest()[:32]}-{sha256}"

    def received(self, subject: str, sha256: str) -> int:
        """Return how many bytes are there."""
        with suppress(FileNotFoundError):
            return self.path(subject, sha256).stat().st_size
        return 0

    def open(self, subject: str, sha256: str) -> "SpoolFile":
        """Open the file of an upload for one request.

        Raises:
            SpoolBusy: Another request has it open.
            SpoolFailed: It cannot be opened.
        """
        path = self.path(subject, sha256)
        with _told():
            path.parent.mkdir(parents=True, exist_ok=True)
            while (file := _locked(path)) is None:
                pass
            return SpoolFile(path, file)

    def sweep(self, *, before: float, most: int) -> int:
        """Remove files that nobody wrote to since a moment; return how many."""
        if self._folder is None or not self._folder.is_dir():
            return 0
        removed = 0
        for path in self._folder.iterdir():
            if removed == most:
                break
            with suppress(FileNotFoundError, SpoolBusy):
                if path.stat().st_mtime < before and (file := _locked(path)) is not None:
                    SpoolFile(path, file).remove()
                    removed += 1
        return removed


class SpoolFile:
    """The file of one upload, which this request alone has open."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path = path
        self.file = file

    @property
    def size(self) -> int:
        """The number of bytes that are there."""
        return os.fstat(self.file.fileno()).st_size

    def append(self, piece: bytes) -> None:
        """Add bytes; without room for them the whole file goes.

        Raises:
            SpoolFailed: They could not be written.
        """
        try:
            with _told():
                self.file.seek(0, os.SEEK_END)
                _write_all(self.file, piece)
        except SpoolFailed as error:
            if error.is_full:
                self.remove()
            raise

    def cut(self, size: int) -> None:
        """Leave only so many bytes of the beginning."""
        with _told():
            os.truncate(self.file.fileno(), size)

    def sha256(self) -> str:
        """Return the hash of all that is there."""
        self.file.seek(0)
        digest = hashlib.sha256()
        while piece := self.file.read(_PIECE_BYTES):
            digest.update(piece)
        return digest.hexdigest()

    def remove(self) -> None:
        """Take the file away and give its room back."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let other requests have the file."""
        with suppress(OSError):
            self.file.close()


def _locked(path: Path) -> IO[bytes] | None:
    """Open a file and lock it; None if it was taken away meanwhile."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_there = path.stat().st_ino == os.fstat(descriptor).st_ino
    except BlockingIOError as error:
        os.close(descriptor)
        raise SpoolBusy(path.name) from error
    except FileNotFoundError:
        is_there = False
    if is_there:
        return os.fdopen(descriptor, "r+b", buffering=0)
    os.close(descriptor)
    return None


def _write_all(file: IO[bytes], piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SpoolFailed(is_full=error.errno in _FULL) from error
