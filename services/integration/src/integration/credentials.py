"""Credentials of the sources: those of the settings, and of a folder as Kubernetes mounts it.

In the folder, each file is one credential, a JSON object like in the settings; its name is the
`secret_name`. A file is read again once it has changed, so a new credential needs no restart.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from integration import metrics
from integration.settings import IntegrationSettings, SourceSecret
from kit.observe import get_logger

# Kubernetes keeps its own files in such a folder; their names begin with a dot.
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_LARGEST: Final = 65_536


class Credentials(Mapping[str, SourceSecret]):
    """Credentials by name. A name that the settings hold is theirs, whatever the folder has."""

    def __init__(
        self, held: Mapping[str, SourceSecret] | None = None, folder: Path | None = None
    ) -> None:
        self._held = held or {}
        self._folder = folder
        self._read: dict[str, _File] = {}

    def __getitem__(self, name: str) -> SourceSecret:
        """Return a credential as it is now.

        Raises:
            KeyError: There is none of this name, or its file cannot be used.
        """
        if name in self._held:
            return self._held[name]
        found = None if self._folder is None else self._of_file(self._folder, name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, those of files that cannot be used among them."""
        yield from self._held
        if self._folder is None or not self._folder.is_dir():
            return
        names = (entry.name for entry in sorted(self._folder.iterdir()))
        yield from (name for name in names if _NAME.fullmatch(name) and name not in self._held)

    def __len__(self) -> int:
        """Return how many names there are."""
        return sum(1 for _ in self)

    def _of_file(self, folder: Path, name: str) -> SourceSecret | None:
        if not _NAME.fullmatch(name):
            return None
        path = folder / name
        try:
            mark, content = _read(folder, path, self._read.get(name))
        except FileNotFoundError:
            self._read.pop(name, None)
            return None
        except OSError as error:
            mark, content = _Mark(), _Unusable(type(error).__name__)
        held = self._read.get(name)
        if held is not None and content is None:
            return held.secret
        self._read[name] = file = _parsed(mark, content)
        if file.problem is not None and (held is None or held.problem != file.problem):
            get_logger().error("credential_unusable", credential=name, problem=file.problem)
        metrics.record_broken_credentials(
            sum(each.problem is not None for each in self._read.values())
        )
        return file.secret


def credentials_of(settings: IntegrationSettings) -> Credentials:
    """Return the credentials that the settings hold, and those of the folder that they name."""
    return Credentials(settings.source_secrets, settings.source_secrets_folder)


class _Mark(NamedTuple):
    """What differs once a file was written or exchanged."""

    device: int = 0
    inode: int = 0
    changed: int = 0
    size: int = 0


class _Unusable(NamedTuple):
    problem: str


class _File(NamedTuple):
    """A file as it was read last. `problem` says what is wrong, and nothing of what it holds."""

    mark: _Mark
    secret: SourceSecret | None
    problem: str | None


def _read(folder: Path, path: Path, held: _File | None) -> tuple[_Mark, bytes | _Unusable | None]:
    """Return the content of a file; None if it is as it was. No link may lead out of the folder."""
    if not path.resolve(strict=True).is_relative_to(folder.resolve()):
        return _Mark(), _Unusable("leads_out_of_the_folder")
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        mark = _Mark(found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
        if held is not None and held.mark == mark:
            return mark, None
        if not stat.S_ISREG(found.st_mode):
            return mark, _Unusable("no_file")
        content = file.read(_LARGEST + 1)
    return mark, content if len(content) <= _LARGEST else _Unusable("too_large")


def _parsed(mark: _Mark, content: bytes | _Unusable | None) -> _File:
    if not isinstance(content, bytes):
        return _File(mark, None, content.problem if content else "no_file")
    try:
        return _File(mark, SourceSecret.model_validate_json(content), None)
    except ValidationError as error:
        # Only the members of a credential are named: other text of the file may be the secret.
        known = SourceSecret.model_fields.keys()
        places = (str(each["loc"][0]) for each in error.errors(include_input=False) if each["loc"])
        named = sorted({place for place in places if place in known})
        return _File(mark, None, f"wrong: {', '.join(named)}" if named else "no_credential")
