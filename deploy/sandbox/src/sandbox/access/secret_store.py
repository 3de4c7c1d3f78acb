"""The sandbox's secrets: created once, kept in one file that only its owner can read."""

import json
import os
import secrets
from pathlib import Path

_FILE = "secrets.json"


class SecretStore:
    """Random secrets by name, kept in the sandbox's folder."""

    def __init__(self, home: Path) -> None:
        self._path = home / _FILE
        self._values: dict[str, str] = (
            json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}
        )

    def get(self, name: str) -> str:
        """Return the secret of this name; create it first if it does not exist."""
        if name not in self._values:
            self._values[name] = secrets.token_urlsafe(32)
            self._save()
        return self._values[name]

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".new")
        written.unlink(missing_ok=True)
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._values, file, indent=2)
        written.rename(self._path)
