"""ZIP archives and the documents that are one: their limits, their names, and what is in them.

An archive is opened only as far as its own directory allows: neither sizes nor names are believed
before they are checked, and no more is unpacked than was announced.
"""

import stat
import zlib
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from submission.evidence.domain.media import (
    MOST_MEMBER_BYTES,
    MOST_MEMBERS,
    MOST_RATIO,
    ContentRefused,
    MediaKind,
    Reason,
    fault_of_file_name,
    fault_of_name_for,
)

_ENCRYPTED: Final = 0x1
_IN_MEMORY_BYTES: Final = 1_048_576
_PIECE_BYTES: Final = 262_144
_SMALL_BYTES: Final = 1_048_576  # what is smaller does no harm, however far it was compressed
_LONGEST_PART: Final = 4_194_304
# Documents of Office have many small parts.
_MOST_PARTS: Final = 20_000
_CONTENT_TYPES: Final = "[Content_Types].xml"
_OPEN_XML: Final = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OPEN_DOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_MACRO_FOLDERS: Final = ("basic/", "scripts/")
_PROGRAMS: Final = frozenset(
    {
        *("apk", "app", "bat", "bin", "class", "cmd", "com", "cpl", "dll", "exe", "hta", "jar"),
        *("js", "jse", "lnk", "msi", "pif", "ps1", "py", "reg", "scr", "sh", "so", "vb", "vbe"),
        *("vbs", "ws", "wsf"),
    }
)
_ARCHIVES: Final = frozenset(
    {
        *("7z", "ace", "arj", "bz2", "cab", "gz", "iso", "lz", "lzma", "rar", "tar", "tgz", "xz"),
        *("zip", "zst"),
    }
)


def check(archive: ZipFile, file: IO[bytes]) -> None:
    """Check the directory of an archive against its limits.

    Raises:
        ContentRefused: It is above them, is encrypted, or its names lead elsewhere.
    """
    members = archive.infolist()
    if any(each.flag_bits & _ENCRYPTED for each in members):
        raise ContentRefused("encrypted")
    if not any(not each.is_dir() for each in members):
        raise ContentRefused("empty")
    size = file.seek(0, 2)
    # Members that share their bytes would be more than the file is.
    if sum(each.compress_size for each in members) > size or len(members) > _MOST_PARTS:
        raise ContentRefused("archive_limits")
    if sum(each.file_size for each in members) > MOST_MEMBER_BYTES or any(
        each.file_size > max(_SMALL_BYTES, each.compress_size * MOST_RATIO) for each in members
    ):
        raise ContentRefused("archive_limits")
    names = [each.filename.lower() for each in members]
    if len({*names}) < len(names) or any(_leads_elsewhere(each) for each in members):
        raise ContentRefused("archive_names")
    if any(each.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for each in members):
        raise ContentRefused("type_not_taken")


def kind_of(archive: ZipFile) -> MediaKind:
    """Return what an archive is: a document, or an archive of files.

    Raises:
        ContentRefused: It is a document with macros, or one that is encrypted.
    """
    names = archive.namelist()
    if _CONTENT_TYPES in names:
        return _open_xml(archive, names)
    if names[0] == "mimetype":
        return _open_document(archive, names)
    return "zip"


def check_members(archive: ZipFile, inspect: Callable[[IO[bytes]], MediaKind]) -> None:
    """Check what is in an archive of files: each file is held to the rules of a single one.

    Raises:
        ContentRefused: There are too many files, or one of them is not taken.
    """
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise ContentRefused("archive_limits")
    for member in members:
        name = member.filename.rpartition("/")[2]
        if (reason := _refused_by_name(name)) is not None:
            raise ContentRefused(reason)
        with SpooledTemporaryFile(_IN_MEMORY_BYTES) as unpacked:
            _unpack(archive, member, unpacked)
            kind = inspect(cast("IO[bytes]", unpacked))
        if fault_of_name_for(kind, name) is not None:
            raise ContentRefused("type_of_name")


def _unpack(archive: ZipFile, member: ZipInfo, into: SpooledTemporaryFile[bytes]) -> None:
    left = member.file_size
    try:
        with archive.open(member) as packed:
            while piece := packed.read(_PIECE_BYTES):
                left -= len(piece)
                if left < 0:
                    raise ContentRefused("archive_limits")
                into.write(piece)
    except zlib.error as error:
        raise ContentRefused("damaged") from error


def _refused_by_name(name: str) -> Reason | None:
    end = name.rpartition(".")[2].lower()
    if end in _PROGRAMS:
        return "executable"
    if end in _ARCHIVES:
        return "nested_archive"
    return "archive_names" if fault_of_file_name(name) is not None else None


def _leads_elsewhere(member: ZipInfo) -> bool:
    name = member.orig_filename
    parts = name.removesuffix("/").split("/")
    mode = member.external_attr >> 16
    return (
        stat.S_ISLNK(mode)
        or "\\" in name
        or ":" in parts[0]
        or "\0" in name
        or any(part in ("", ".", "..") for part in parts)
    )


def _open_xml(archive: ZipFile, names: list[str]) -> MediaKind:
    lower = [name.lower() for name in names]
    types = _part(archive, _CONTENT_TYPES).lower()
    if any(name.endswith("vbaproject.bin") for name in lower) or b"macroenabled" in types:
        raise ContentRefused("macros")
    if any("/activex/" in name for name in lower):
        raise ContentRefused("script")
    for folder, kind in _OPEN_XML.items():
        if any(name.startswith(folder) for name in lower):
            return cast("MediaKind", kind)
    raise ContentRefused("type_not_taken")


def _open_document(archive: ZipFile, names: list[str]) -> MediaKind:
    kind = _OPEN_DOCUMENT.get(_part(archive, "mimetype").strip())
    if kind is None:
        raise ContentRefused("type_not_taken")
    if "META-INF/manifest.xml" in names and b"encryption-data" in _part(
        archive, "META-INF/manifest.xml"
    ):
        raise ContentRefused("encrypted")
    if any(name.lower().startswith(_MACRO_FOLDERS) for name in names):
        raise ContentRefused("macros")
    return cast("MediaKind", kind)


def _part(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        read = part.read(_LONGEST_PART + 1)
    if len(read) > _LONGEST_PART:
        raise ContentRefused("archive_limits")
    return read
