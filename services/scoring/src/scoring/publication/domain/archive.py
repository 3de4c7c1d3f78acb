"""ZIP archives of packages: written the same every time, read without trusting them.

A package is stored, not compressed: so each of its bytes follows from its files, whatever library
wrote it, and `check_bytes` finds any that is another one. Packages of before are deflated.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from rules.text import Text
from scoring.results.domain.flaw import NOTHING, flaw_found

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
# Needed to unpack: 2.0. The first of January 1980, midnight, as time and date.
_VERSION: Final = 20
_MOMENT: Final = (0, 1 << 5 | 1)
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


_BEGINNING: Final = b"PK"
_A_ZIP: Final = Text("berkas ZIP", "a ZIP file")
_NO_ZIP: Final = Text("berkas yang bukan ZIP", "a file that is no ZIP")
_DAMAGED: Final = Text("berkas ZIP yang rusak atau terpotong", "a ZIP that is damaged or cut off")
_AS_PACKED: Final = Text("isi seperti saat dipaketkan", "the bytes that were packed")
_NOT_AS_PACKED: Final = Text(
    "isi yang rusak: tidak dapat dibuka, atau jumlah periksanya (CRC) lain",
    "damaged bytes: they cannot be unpacked, or their checksum (CRC) is another one",
)


def at_most(count: int) -> Text:
    """Return how many bytes are allowed."""
    return Text(f"paling banyak {count} bita", f"at most {count} bytes")


def count_of(count: int) -> Text:
    """Return a number of bytes."""
    return Text(f"{count} bita", f"{count} bytes")


def write_archive(files: Mapping[str, bytes], *, deflated: bool = False) -> bytes:
    """Return a ZIP of the files in their order. The same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compresslevel=9) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
            info.create_system = _UNIX
            info.external_attr = _READABLE
            archive.writestr(info, data)
    return buffer.getvalue()


def read_archive(data: bytes, *, allowed: Collection[str] | None = None) -> dict[str, bytes]:
    """Return the files of a ZIP; `allowed` are the only names it may have.

    Raises:
        FlawFound: It is too large, packed otherwise than ours, damaged, or has other files.
    """
    if len(data) > MOST_BYTES:
        raise flaw_found("archive", "size", expected=at_most(MOST_BYTES), found=count_of(len(data)))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if allowed is not None:
                _check_edges(data, archive, infos)
            _check_entries(infos, allowed)
            return {info.filename: _read(archive, info) for info in infos}
    except _BROKEN as error:
        found = _DAMAGED if data.startswith(_BEGINNING) else _NO_ZIP
        raise flaw_found("archive", "ZIP", expected=_A_ZIP, found=found) from error


def check_bytes(data: bytes, files: Mapping[str, bytes], *, deflated: bool = False) -> None:
    """Compare every byte of an archive that was read with what `write_archive` writes.

    Of a deflated one, libraries write the streams differently: those must hold their file and no
    more, and every byte around them is compared.

    Raises:
        FlawFound: It names the file that the first other byte belongs to.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    method = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    expected, directory, owners = b"", b"", list[tuple[int, str]]()
    for info in infos:
        held, name = files[info.filename], info.filename.encode()
        start = len(expected) + _HEADER_BYTES + len(name)
        packed = data[start : start + info.compress_size] if deflated else held
        if deflated and not _holds(packed, held):
            raise flaw_found(info.filename, "bytes", expected=_AS_PACKED, found=_NOT_AS_PACKED)
        sizes = zlib.crc32(held), len(packed), len(held), len(name)
        entry = struct.pack("<5H3L2H", _VERSION, 0, method, *_MOMENT, *sizes, 0)
        tail = struct.pack("<3H2L", 0, 0, 0, _READABLE, len(expected))
        directory += b"PK\x01\x02" + struct.pack("<H", _UNIX << 8 | _VERSION) + entry + tail + name
        expected += b"PK\x03\x04" + entry + name + packed
        owners.append((len(expected), info.filename))
    counts = len(infos), len(infos), len(directory), len(expected)
    end = _END + struct.pack("<4H2LH", 0, 0, *counts, 0)
    _compare(data, expected + directory + end, owners)


def _holds(packed: bytes, held: bytes) -> bool:
    """Say whether a deflated stream is a file and nothing behind it."""
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return (
            reader.decompress(packed, len(held) + 1) == held
            and reader.eof
            and not reader.unused_data
        )
    except zlib.error:
        return False


def _compare(data: bytes, expected: bytes, owners: Sequence[tuple[int, str]]) -> None:
    """Name the first byte that is another one; `owners`: where the part of each file ends."""
    if data == expected:
        return
    pairs = enumerate(zip(data, expected, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(data), len(expected)))
    found, wanted = (part[at : at + 1].hex() or NOTHING for part in (data, expected))
    file = next((name for ends, name in owners if at < ends), "archive")
    raise flaw_found(file, f"ZIP[{at}]", expected=wanted, found=found)


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
            "archive",
            "edges",
            expected=Text("hanya berkas dan daftar isinya", "files and their directory only"),
            found=Text("bita lain, atau arsip yang terpotong", "other bytes, or a cut-off archive"),
        )


def _check_entries(infos: list[zipfile.ZipInfo], allowed: Collection[str] | None) -> None:
    if len(infos) > MOST_FILES:
        raise flaw_found(
            "archive",
            "files",
            expected=Text(f"paling banyak {MOST_FILES}", f"at most {MOST_FILES}"),
            found=str(len(infos)),
        )
    total, names = 0, set[str]()
    for info in infos:
        name = info.filename
        if allowed is not None and name not in allowed:
            files = Text("berkas sebuah paket", "files of a package")
            raise flaw_found("archive", "names", expected=files, found=repr(name))
        if name in names:
            raise flaw_found(
                name,
                "name",
                expected=Text("satu berkas dengan nama ini", "one file of this name"),
                found=Text("beberapa", "several"),
            )
        names.add(name)
        if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
            raise flaw_found(
                name,
                "compression",
                expected=Text(
                    "tanpa sandi, disimpan biasa atau dengan deflate",
                    "without a password, stored or deflated",
                ),
                found=_packing(info),
            )
        total += info.file_size
        if info.file_size > MOST_FILE_BYTES or total > MOST_TOTAL_BYTES:
            raise flaw_found(
                name,
                "size",
                expected=at_most(MOST_FILE_BYTES),
                found=count_of(info.file_size),
            )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except _BROKEN as error:
        raise flaw_found(
            info.filename, "bytes", expected=_AS_PACKED, found=_NOT_AS_PACKED
        ) from error
    if len(data) != info.file_size:
        expected, found = count_of(info.file_size), count_of(len(data))
        raise flaw_found(info.filename, "size", expected=expected, found=found)
    return data


def _packing(info: zipfile.ZipInfo) -> Text:
    if info.flag_bits & _ENCRYPTED:
        return Text("dilindungi sandi", "protected by a password")
    return Text(f"metode {info.compress_type}", f"method {info.compress_type}")
