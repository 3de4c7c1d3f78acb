"""The service with a store and a spool of its own; files as people send them."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from submission.evidence.store.objects import Contents
from submission.evidence.store.spool import Spool
from submission.evidence.usecases.upload import Library


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Shelf:
    """The service, with what is needed to put files on it."""

    service: Any
    library: Library
    folder: Path

    async def put(
        self,
        data: bytes | AsyncIterator[bytes],
        *,
        of: bytes | None = None,
        headers: dict[str, str] | None = None,
        **params: Any,
    ) -> httpx.Response:
        """Upload bytes; `of`: the whole file, if they are a part of it."""
        whole = of if of is not None else data
        assert isinstance(whole, bytes)
        answer: httpx.Response = await self.service.api.put(
            f"/evidence/uploads/{hash_of(whole)}",
            content=data,
            params={"size": len(whole), **params},
            headers=headers,
        )
        return answer

    def spooled(self) -> list[Path]:
        """Return the files that are arriving."""
        folder = self.folder / "spool"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def objects(self) -> list[str]:
        """Return the hashes of the contents that are kept."""
        store = self.folder / "store"
        return sorted(path.name for path in store.rglob("*") if path.is_file())


@pytest.fixture
async def shelf(service: Any, app: Any, tmp_path: Path) -> Shelf:
    """Return the service of a region with two agencies, whose files go to a folder."""
    return shelf_of(service, app, tmp_path)


def shelf_of(service: Any, app: Any, tmp_path: Path) -> Shelf:
    """Give a service a store and a spool of its own."""
    spool, contents = Spool(tmp_path / "spool"), Contents(str(tmp_path / "store"))
    app.state.library = Library(service.database, spool, contents)
    return Shelf(service, app.state.library, tmp_path)


@pytest.fixture(name="hash_of")
def hash_of_fixture() -> Callable[[bytes], str]:
    """Return the SHA-256 of bytes as an address has it."""
    return hash_of
