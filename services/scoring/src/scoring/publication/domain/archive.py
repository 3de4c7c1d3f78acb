"""ZIP archives of packages: written the same every time, read without trusting them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from typing import Final

from scoring.results.domain.flaw import flaw_found

MOST_BYTES: Final = 32 * 2**20
MOST_FILE_BYTES: Final = 16 * 2**20
MOST_TOTAL_BYTES: Final = 64 * 2**20
MOST_FILES: Final = 200

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_HEADER_BYTES: Final = 30
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of the files in their order. The same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, _UNIX
            info.external_attr = _READABLE
            archive.writestr(info, data)
    return buffer.getvalue()


def read_archive(data: bytes, *, allowed: Collection[str] | None = None) -> dict[str, bytes]:
    """Return the files of a ZIP; `allowed` are the only names it may have.

    Raises:
        FlawFound: It is too large, packed otherwise than ours, damaged, or has other files.
    """
    if len(data) > MOST_BYTES:
        raise flaw_found(
            "archive", "size", expected=f"at most {MOST_BYTES} bytes", found=f"{len(data)} bytes"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if allowed is not None:
                _check_edges(data, archive, infos)
            _check_entries(infos, allowed)
            return {info.filename: _read(archive, info) for info in infos}
    except _BROKEN as error:
        raise flaw_found("archive", "ZIP", expected="a ZIP file", found=str(error)) from error


def _check_edges(data: bytes, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse what stands before, between and behind the files and their directory.

    Another program could unpack it as one more file, or a file under another name.
    """
    place = 0
    for info in infos:
        if info.header_offset != place or info.extra or info.orig_filename != info.filename:
            place = -1
            break
        place += _HEADER_BYTES + len(info.orig_filename.encode()) + info.compress_size
    starts = bool(infos) and place == archive.start_dir
    if not starts or archive.comment or data[-_END_BYTES:][: len(_END)] != _END:
        raise flaw_found(
            "archive", "edges", expected="files and their directory only", found="other bytes"
        )


def _check_entries(infos: list[zipfile.ZipInfo], allowed: Collection[str] | None) -> None:
    if len(infos) > MOST_FILES:
        raise flaw_found(
            "archive", "files", expected=f"at most {MOST_FILES}", found=str(len(infos))
        )
    total, names = 0, set[str]()
    for info in infos:
        name = info.filename
        if allowed is not None and name not in allowed:
            raise flaw_found("archive", "names", expected="files of a package", found=repr(name))
        if name in names:
            raise flaw_found(name, "name", expected="one file of this name", found="several")
        names.add(name)
        if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
            raise flaw_found(
                name,
                "compression",
                expected="stored or deflated",
                found=f"method {info.compress_type}",
            )
        total += info.file_size
        if info.file_size > MOST_FILE_BYTES or total > MOST_TOTAL_BYTES:
            raise flaw_found(
                name,
                "size",
                expected=f"at most {MOST_FILE_BYTES} bytes unpacked",
                found=f"{info.file_size} bytes",
            )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except _BROKEN as error:
        raise flaw_found(
            info.filename, "bytes", expected="the bytes that were packed", found=str(error)
        ) from error
    if len(data) != info.file_size:
        expected, found = f"{info.file_size} bytes", f"{len(data)} bytes"
        raise flaw_found(info.filename, "size", expected=expected, found=found)
    return data
