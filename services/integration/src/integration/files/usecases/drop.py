"""Take a file as it arrives, into the spool; a worker looks at it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeVar

from anyio import to_thread

from integration.files.domain.dropped import DroppedFile, Wanted
from integration.files.store import files
from integration.files.store.spool import Arriving, NoSpool, Spool
from kit.clock import Clock
from kit.database import Database
from kit.errors import Conflict, Unavailable
from kit.threads import UPLOADS
from rules.text import Text

_PIECE = 1_048_576
T = TypeVar("T")


class OtherHash(Exception):
    """What was sent is not what its hash says."""


async def drop_file(
    database: Database,
    spool: Spool,
    wanted: Wanted,
    pieces: AsyncIterator[bytes],
    *,
    by: str,
    revision: int,
    clock: Clock,
) -> DroppedFile:
    """Keep a file, and let it be looked at. The same file for the same listing again is one.

    It is looked at anew after another registration than the present one, whose `revision` is given,
    and once it was taken: whoever sends it again says that it is so now, whatever came since then.

    Raises:
        OtherHash: What was sent has another hash; nothing of it is kept.
        Unavailable: It cannot be kept.
    """
    try:
        arriving = await _in_thread(spool.begin)
        try:
            await _receive(arriving, pieces)
            if arriving.sha256 != wanted.sha256:
                raise OtherHash
            await _in_thread(lambda: spool.keep(arriving))
        finally:
            await _in_thread(arriving.end)
    except NoSpool as error:
        raise no_spool() from error
    async with database.transaction() as session:
        file = DroppedFile(
            wanted=wanted, size=arriving.size, state="waiting", added_by=by, added_at=clock.now()
        )
        await files.add(session, file)  # another request may bring the same file now
        held = await files.find(session, wanted.source_code, wanted.file_id, lock=True)
        if held is not None and not _is_to_be_looked_at_anew(held, revision):
            return held
        await files.save(session, file)
        return file


def _is_to_be_looked_at_anew(held: DroppedFile, revision: int) -> bool:
    is_of_old = held.looked_at not in (None, revision)
    return held.state in ("refused", "taken") or (held.state == "previewed" and is_of_old)


async def accept_file(
    database: Database, spool: Spool, source_code: str, file_id: str, *, revision: int
) -> DroppedFile | None:
    """Let the rows of a file be taken, as they were shown. Once taken it stays so.

    None if there is no such file.

    `revision` is the present one of the source's registration.

    Raises:
        Conflict: It was not looked at yet, or under another registration, or is refused or gone.
    """
    async with database.transaction() as session:
        file = await files.find(session, source_code, file_id, lock=True)
        if file is None:
            return None
        if file.state in ("accepted", "taken"):
            return file
        if file.state != "previewed" or file.looked_at != revision:
            raise _not_looked_at(file, revision)
        try:
            is_here = await _in_thread(lambda: spool.has(file.wanted.sha256))
        except NoSpool as error:
            raise no_spool() from error
        if not is_here:
            raise _gone()
        accepted = replace(file, state="accepted", done=0)
        await files.save(session, accepted)
        return accepted


async def _receive(arriving: Arriving, pieces: AsyncIterator[bytes]) -> None:
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) >= _PIECE:
            await _append(arriving, held)
    await _append(arriving, held)


async def _append(arriving: Arriving, held: bytearray) -> None:
    piece = bytes(held)
    held.clear()
    await _in_thread(lambda: arriving.append(piece))


async def _in_thread(work: Callable[[], T]) -> T:
    return await to_thread.run_sync(work, limiter=UPLOADS)


def no_spool() -> Unavailable:
    """Return the error where no file can be kept."""
    return Unavailable(
        Text(
            "Berkas tidak dapat disimpan di server ini (INTEGRATION_FILE_SPOOL). Hubungi operator.",
            "No file can be kept on this server (INTEGRATION_FILE_SPOOL). Tell the operator.",
        ),
        headers={"Retry-After": "60"},
    )


def _not_looked_at(file: DroppedFile, revision: int) -> Conflict:
    if file.state == "previewed":
        return Conflict(
            Text(
                f"Berkas ini dilihat dengan pendaftaran {file.looked_at}, sekarang {revision}."
                " Kirim berkas itu lagi untuk melihatnya.",
                f"The file was looked at under registration {file.looked_at}, now it is {revision}."
                " Send the file again to look at it.",
            )
        )
    return Conflict(
        Text(
            "Berkas ini belum dilihat, atau ditolak. Baca keadaannya dahulu.",
            "The file was not looked at yet, or is refused. Read its state first.",
        )
    )


def _gone() -> Conflict:
    return Conflict(
        Text(
            "Isi berkas sudah dihapus. Kirim lagi.",
            "The content of the file was removed. Send it again.",
        )
    )
