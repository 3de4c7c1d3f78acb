"""Contents by their SHA-256: objects in a local folder, or in a bucket of an S3-compatible store.

The same content has the same key, so it is there once however often it is put. An object is whole
or not there: a folder gets it under another name first, a bucket when all its parts have arrived.
"""

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final, cast

import obstore
from anyio import to_thread
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from kit.errors import Unavailable
from kit.observe import get_logger
from kit.threads import UPLOADS
from rules.text import Text
from submission.evidence.domain.blob import key_of, sha256_of_key

_S3: Final = "s3://"
_ROOT: Final = "sha256"
_PIECE_BYTES: Final = 262_144
_PARTS_AT_ONCE: Final = 2  # of 5 MiB: so much of each file is in memory while it is put
_CONNECT: Final = timedelta(seconds=3)
_REQUEST: Final = timedelta(seconds=60)
_RETRIES: Final = 2
_RETRY_WITHIN: Final = timedelta(seconds=5)
_AWAY: Final = Text(
    "Penyimpanan berkas sedang tidak dapat dipakai; tidak ada yang disimpan. Coba lagi sebentar"
    " lagi.",
    "The store of files cannot be used right now; nothing was kept. Try again in a moment.",
)


class ContentMissing(Exception):
    """An object that should be there is not: somebody took it from the store."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An object of the store, as a listing shows it."""

    sha256: str
    last_modified: datetime


class Contents:
    """Contents by their SHA-256.

    Args:
        place: a folder, or `s3://bucket` with a prefix if there is one; None: nothing can be kept.
        options: of the S3 store, as `obstore` names them.

    Every method raises Unavailable while the store cannot be used.
    """

    def __init__(self, place: str | None, options: Mapping[str, str] | None = None) -> None:
        self._place = place
        self._options = dict(options or {})
        self._made: LocalStore | S3Store | None = None

    async def put(self, sha256: str, file: IO[bytes]) -> None:
        """Keep a content for good; it is durable when this returns. The same again is no error."""
        with _told():
            await obstore.put_async(
                self._store, key_of(sha256), file, max_concurrency=_PARTS_AT_ONCE
            )
            if (folder := self._folder) is not None:
                await to_thread.run_sync(_make_durable, folder / key_of(sha256), limiter=UPLOADS)

    async def size(self, sha256: str) -> int | None:
        """Return the size of a content in bytes, None if it is not there."""
        with _told():
            try:
                return (await obstore.head_async(self._store, key_of(sha256)))["size"]
            except FileNotFoundError:
                return None

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """Open a content and return its pieces.

        Raises:
            ContentMissing: It is not there.
        """
        with _told():
            try:
                found = await obstore.get_async(self._store, key_of(sha256))
            except FileNotFoundError as error:
                raise ContentMissing(sha256) from error
            return _pieces(found.stream(min_chunk_size=_PIECE_BYTES))

    async def remove(self, sha256: str) -> None:
        """Remove a content; one that is not there is no error."""
        with _told():
            try:
                await obstore.delete_async(self._store, key_of(sha256))
            except FileNotFoundError:
                return

    async def listed(self) -> AsyncIterator[list[Kept]]:
        """Yield what is there, in parts."""
        with _told():
            async for part in obstore.list(self._store, _ROOT):
                yield [
                    Kept(sha256, each["last_modified"])
                    for each in part
                    if (sha256 := sha256_of_key(each["path"])) is not None
                ]

    @property
    def _folder(self) -> Path | None:
        if self._place is None or self._place.startswith(_S3):
            return None
        return Path(self._place)

    @property
    def _store(self) -> LocalStore | S3Store:
        if self._made is None:
            self._made = self._make()
        return self._made

    def _make(self) -> LocalStore | S3Store:
        if self._place is None:
            raise Unavailable(
                Text(
                    "Penyimpanan berkas belum diatur di server ini (SUBMISSION_EVIDENCE_STORE).",
                    "No store of files is set on this server (SUBMISSION_EVIDENCE_STORE).",
                ),
                headers={"Retry-After": "60"},
            )
        if (folder := self._folder) is not None:
            return LocalStore(folder, mkdir=True, automatic_cleanup=False)
        return S3Store.from_url(
            self._place,
            config=cast("obstore.store.S3Config", self._options),
            client_options={
                "connect_timeout": _CONNECT,
                "timeout": _REQUEST,
                "allow_http": self._options.get("endpoint", "").startswith("http://"),
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_WITHIN},
        )


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        get_logger().warning("evidence_store_failed", error=type(error).__name__)
        raise Unavailable(_AWAY, headers={"Retry-After": "10"}) from error


async def _pieces(stream: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    async for piece in stream:
        yield bytes(piece)


def _make_durable(path: Path) -> None:
    """Have a file and the names that lead to it written to the disk."""
    for each in (path, *list(path.parents)[:4]):  # up to the folder of the whole store
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
