"""Take a file in parts: into the spool, and once it is whole and taken, into the store for good.

No transaction is open while bytes come or go. A file that is not what was announced leaves nothing.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from anyio import to_thread

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Database
from kit.errors import Conflict, Invalid, Unavailable, Unprocessable, missing
from kit.observe import get_logger
from kit.threads import INSPECTIONS, UPLOADS
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.evidence.domain.blob import Blob
from submission.evidence.domain.media import ContentRefused, MediaKind
from submission.evidence.domain.upload import MOST_UPLOADS, Part, Progress, Upload
from submission.evidence.store import uploads as store
from submission.evidence.store.objects import Contents
from submission.evidence.store.spool import Spool, SpoolBusy, SpoolFailed, SpoolFile
from submission.evidence.usecases.look_into import look_into
from submission.people.usecases.find import check_employed

_BUFFERED_BYTES: Final = 1_048_576
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Library:
    """Where evidence is: its rows, the files that arrive, and the contents that are kept.

    `inspection_seconds`: what is not looked into by then is not taken.
    """

    database: Database
    spool: Spool
    contents: Contents
    inspection_seconds: float = 60.0


async def upload_part(
    library: Library,
    part: Part,
    pieces: AsyncIterator[bytes],
    principal: Principal,
    *,
    clock: Clock,
) -> Progress:
    """Take the bytes of a part, and keep the file once it is whole. The same again changes nothing.

    What has arrived before a connection is cut stays, for the rest to follow.

    Raises:
        Forbidden: The token names no agency, or the record of the person has ended.
        Conflict: The part does not follow what is here, another request writes the same file, or
            the person has too many uploads that no item names.
        Unprocessable: There are more bytes than announced, they have another hash, or such a file
            is not taken.
        Unavailable: There is no room, or the store cannot be used.
    """
    upload = await _begin(library.database, part, principal, clock=clock)
    if upload.completed_at is not None:
        return Progress(upload=upload, received=upload.size)
    try:
        file = await _in_thread(lambda: library.spool.open(upload.subject, upload.sha256))
        try:
            await _append(file, part, pieces)
            received = file.size
            if received < part.size:
                return Progress(upload=upload, received=received)
            kind = await _check_whole(library, file, upload)
            return await _keep(library, file, upload, kind, clock=clock)
        finally:
            await _in_thread(file.close)
    except SpoolBusy as error:
        raise _busy() from error
    except SpoolFailed as error:
        get_logger().error("evidence_spool_failed", is_full=error.is_full)
        raise _no_room(is_full=error.is_full) from error


async def find_upload(library: Library, sha256: str, principal: Principal) -> Progress:
    """Return how far the caller's own upload of a file is.

    Raises:
        NotFound: They have none.
    """
    async with library.database.reading() as session:
        upload = await store.find(session, principal.subject, sha256)
    if upload is None:
        raise missing("sha256", Text("Unggahan ini tidak ada.", "There is no such upload."))
    if upload.completed_at is not None:
        return Progress(upload=upload, received=upload.size)
    try:
        received = await _in_thread(lambda: library.spool.received(principal.subject, sha256))
    except SpoolFailed as error:
        raise _no_room(is_full=error.is_full) from error
    return Progress(upload=upload, received=received)


async def _begin(database: Database, part: Part, principal: Principal, *, clock: Clock) -> Upload:
    AGENCIES.root_of(principal)
    _check_part(part)
    async with database.transaction() as session:
        await check_employed(session, principal.subject, clock=clock)
        await store.hold_contents(session)
        known = await store.find(session, principal.subject, part.sha256, lock=True)
        if known is not None and known.completed_at is None and known.size != part.size:
            if part.offset:
                raise _not_next(part, 0)
            known = replace(known, size=part.size)
        if known is None and await store.count(session, principal.subject) >= MOST_UPLOADS:
            raise _too_many()
        now = clock.now()
        upload = known or Upload(
            subject=principal.subject, sha256=part.sha256, size=part.size, touched_at=now
        )
        await store.save(session, replace(upload, touched_at=now))
        return upload


def _check_part(part: Part) -> None:
    if part.offset > part.size:
        beyond = Text("tidak boleh melebihi size", "must not be more than size")
        raise Invalid(
            Text("Periksa parameter pada alamat.", "Check the parameters of the address."),
            errors=[Refusal("offset", beyond)],
        )


async def _append(file: SpoolFile, part: Part, pieces: AsyncIterator[bytes]) -> None:
    if part.offset == 0:
        await _in_thread(lambda: file.cut(0))  # from the beginning again
    elif part.offset != file.size:
        raise _not_next(part, file.size)
    received, held = part.offset, bytearray()
    try:
        async for piece in pieces:
            received += len(piece)
            if received > part.size:
                held.clear()
                await _in_thread(lambda: file.cut(part.offset))
                raise _more_than_announced(part)
            held += piece
            if len(held) >= _BUFFERED_BYTES:
                await _write(file, held)
    finally:
        # Also of a connection that was cut: the rest can follow.
        await _write(file, held)


async def _write(file: SpoolFile, held: bytearray) -> None:
    if held:
        piece = bytes(held)
        held.clear()
        await _in_thread(lambda: file.append(piece))


async def _check_whole(library: Library, file: SpoolFile, upload: Upload) -> MediaKind:
    """Return what a whole file is; one that is not taken leaves nothing."""
    try:
        await to_thread.run_sync(_check_hash, file, upload.sha256, limiter=INSPECTIONS)
        return await look_into(file, library.inspection_seconds)
    except (Unprocessable, ContentRefused) as error:
        await _in_thread(file.remove)
        async with library.database.transaction() as session:
            await store.remove(session, upload.subject, upload.sha256)
        if isinstance(error, ContentRefused):
            raise _not_taken(error) from error
        raise


def _check_hash(file: SpoolFile, sha256: str) -> None:
    if file.sha256() != sha256:
        raise _other_hash()


async def _keep(
    library: Library, file: SpoolFile, upload: Upload, kind: MediaKind, *, clock: Clock
) -> Progress:
    contents, sha256 = library.contents, upload.sha256
    if await contents.size(sha256) != upload.size:
        file.file.seek(0)
        await contents.put(sha256, file.file)
    async with library.database.transaction() as session:
        now = clock.now()
        blob = Blob(sha256=sha256, size=upload.size, kind=kind, kept_at=now)
        completed = replace(upload, completed_at=now)
        await store.keep_blob(session, blob)
        await store.save(session, completed)
    await _in_thread(file.remove)
    return Progress(upload=completed, received=upload.size)


async def _in_thread(work: Callable[[], _Made]) -> _Made:
    return await to_thread.run_sync(work, limiter=UPLOADS)


def _not_next(part: Part, received: int) -> Conflict:
    here = Text(f"sudah ada {received} byte", f"{received} bytes are here")
    return Conflict(
        Text(
            f"Di server sudah ada {received} byte dari {part.size}. Lanjutkan dengan"
            f" offset={received}, atau mulai lagi dengan offset=0.",
            f"The server has {received} bytes of {part.size}. Go on with offset={received}, or"
            " begin again with offset=0.",
        ),
        errors=[Refusal("offset", here)],
        extra={"received": received},
    )


def _busy() -> Conflict:
    return Conflict(
        Text(
            "Berkas ini sedang diunggah oleh permintaan Anda yang lain. Coba lagi sebentar lagi.",
            "Another request of yours is uploading this file. Try again in a moment.",
        ),
        errors=[Refusal("sha256", Text("sedang diunggah", "is being uploaded"))],
        headers={"Retry-After": "2"},
    )


def _too_many() -> Conflict:
    most = Text(f"paling banyak {MOST_UPLOADS} unggahan", f"at most {MOST_UPLOADS} uploads")
    return Conflict(
        Text(
            f"Anda mempunyai {MOST_UPLOADS} unggahan yang belum dicatat sebagai data dukung."
            " Catat dahulu; yang tidak dicatat dihapus setelah 24 jam.",
            f"You have {MOST_UPLOADS} uploads that are not entered as evidence. Enter them first;"
            " what is not entered is removed after 24 hours.",
        ),
        errors=[Refusal("sha256", most)],
    )


def _more_than_announced(part: Part) -> Unprocessable:
    return Unprocessable(
        Text(
            f"Isi yang dikirim melebihi {part.size} byte yang disebut pada size.",
            f"More was sent than the {part.size} bytes that size says.",
        ),
        errors=[Refusal("size", Text("tidak sesuai isinya", "is not that of the content"))],
    )


def _other_hash() -> Unprocessable:
    return Unprocessable(
        Text(
            "Isi yang diterima mempunyai SHA-256 lain. Tidak ada yang disimpan; unggah lagi dari"
            " awal.",
            "What was received has another SHA-256. Nothing was kept; upload it again.",
        ),
        errors=[Refusal("sha256", Text("bukan hash dari isinya", "is no hash of the content"))],
    )


def _not_taken(refused: ContentRefused) -> Unprocessable:
    return Unprocessable(
        Text(
            f"Berkas tidak diterima: {refused.text.id}.",
            f"The file is not taken: {refused.text.en}.",
        ),
        errors=[Refusal("", refused.text)],
        extra={"reason": refused.reason},
    )


def _no_room(*, is_full: bool) -> Unavailable:
    if is_full:
        told = Text(
            "Ruang penyimpanan server penuh; tidak ada yang disimpan. Hubungi operator.",
            "The server has no room left; nothing was kept. Tell the operator.",
        )
    else:
        told = Text(
            "Unggahan sedang tidak dapat diterima di server ini. Hubungi operator.",
            "Uploads cannot be taken on this server right now. Tell the operator.",
        )
    return Unavailable(told, headers={"Retry-After": "60"})
