"""What is in a file, found in its bytes: one of the kinds that are taken, or why it is not taken.

Each kind is looked at by the library that knows it; nothing in a file is run, rendered or followed.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZipFile

import olefile
import puremagic
from msoffcrypto import OfficeFile
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from submission.evidence.domain.media import ContentRefused, MediaKind
from submission.evidence.store import archives

_HEAD_BYTES: Final = 4_096
_PIECE_BYTES: Final = 1_048_576
# In two parts, or virus scanners would take this module for the test file.
_TEST_SIGN: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_PROGRAMS: Final = re.compile(
    rb"MZ|\x7fELF|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba[\xbe\xbf]|dex\n"
    rb"|L\0\0\0\x01\x14\x02\0|\0asm|!<arch>\n"
)
_SCRIPTS: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:#!|<\?(?:php|xml|=)|<!doctype|<!--|<(?:html|head|body|script|svg|\w+:)"
    rb"|@echo |\{\\rtf|%!PS)",
    re.IGNORECASE,
)
_NOT_IN_TEXT: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What a beginning of bytes says; the containers are looked into.
_BY_TYPE: Final[Mapping[str, MediaKind]] = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tiff",
}
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = olefile.MAGIC
_OLE_KINDS: Final[Mapping[str, MediaKind]] = {
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "powerpoint document": "ppt",
}
_OLE_MACROS: Final = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba"})
_OLE_PACKAGE: Final = "\x01ole10native"


def inspect(file: IO[bytes]) -> MediaKind:
    """Return what a file is. It is read more than once, from its beginning each time.

    Raises:
        ContentRefused: It is not taken; says why.
    """
    return _inspect(file, within_archive=False)


def inspect_path(path: Path) -> MediaKind:
    """Return what the file at a path is; for a process of its own, which can be ended.

    Raises:
        ContentRefused: See `inspect`.
    """
    with path.open("rb") as file:
        return inspect(file)


def _inspect(file: IO[bytes], *, within_archive: bool) -> MediaKind:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        raise ContentRefused("empty")
    _look_for_test_sign(file)
    if _PROGRAMS.match(head):
        raise ContentRefused("executable")
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _inspect_zip(file, within_archive=within_archive)
    if head.startswith(_OLE):
        return _inspect_ole(file)
    kind = _by_beginning(head)
    if kind == "pdf":
        _inspect_pdf(file)
    return kind or _inspect_text(file, head)


def _by_beginning(head: bytes) -> MediaKind | None:
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:  # nothing that is known begins so
        return None
    best = max(each.confidence for each in found)
    kinds = (_BY_TYPE.get(each.mime_type) for each in found if each.confidence == best)
    kind: MediaKind | None = next((each for each in kinds if each is not None), None)
    # Its signature may stand further on in a file, where programs could read another one.
    return kind if kind != "pdf" or head.startswith(b"%PDF-") else None


def _look_for_test_sign(file: IO[bytes]) -> None:
    file.seek(0)
    rest = b""
    while piece := file.read(_PIECE_BYTES):
        if _TEST_SIGN in rest + piece:
            raise ContentRefused("malware_test")
        rest = piece[-len(_TEST_SIGN) :]


def _inspect_text(file: IO[bytes], head: bytes) -> MediaKind:
    if _SCRIPTS.match(head):
        raise ContentRefused("script")
    file.seek(0)
    decode = getincrementaldecoder("utf-8-sig")().decode
    is_blank = True
    try:
        while piece := file.read(_PIECE_BYTES):
            text = decode(piece)
            if _NOT_IN_TEXT.search(text):
                raise ContentRefused("type_not_taken")
            is_blank = is_blank and not text.strip()
        decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise ContentRefused("type_not_taken") from error
    if is_blank:
        raise ContentRefused("empty")
    return "text"


@contextmanager
def _reading() -> Iterator[None]:
    """Take whatever a broken file makes of a library for what it is."""
    try:
        yield
    except ContentRefused:
        raise
    except Exception as error:
        raise ContentRefused("damaged") from error


def _inspect_pdf(file: IO[bytes]) -> None:
    file.seek(0)
    with _reading():
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise ContentRefused("encrypted")
        root = reader.trailer["/Root"].get_object()
        if _acts_by_itself(root):
            raise ContentRefused("script")


def _acts_by_itself(root: Any) -> bool:
    """Say whether a document runs something when it is opened."""
    if not isinstance(root, DictionaryObject):
        raise ContentRefused("damaged")
    opened = root.get("/OpenAction")
    action = None if opened is None else opened.get_object()
    names = root.get("/Names")
    tree = None if names is None else names.get_object()
    return (
        isinstance(action, DictionaryObject)
        and action.get("/S") in ("/JavaScript", "/Launch", "/ImportData")
    ) or (isinstance(tree, DictionaryObject) and "/JavaScript" in tree)


def _inspect_ole(file: IO[bytes]) -> MediaKind:
    file.seek(0)
    with _reading():
        with olefile.OleFileIO(file) as ole:
            names = {part.lower() for path in ole.listdir(streams=True) for part in path}
        if "encryptedpackage" in names:
            raise ContentRefused("encrypted")
        kind = next((_OLE_KINDS[each] for each in _OLE_KINDS if each in names), None)
        if kind is None:
            raise ContentRefused("type_not_taken")
        if names & _OLE_MACROS:
            raise ContentRefused("macros")
        if _OLE_PACKAGE in names:
            raise ContentRefused("executable")
        file.seek(0)
        if OfficeFile(file).is_encrypted():
            raise ContentRefused("encrypted")
    return kind


def _inspect_zip(file: IO[bytes], *, within_archive: bool) -> MediaKind:
    file.seek(0)
    with _reading(), ZipFile(file) as archive:
        archives.check(archive, file)
        kind = archives.kind_of(archive)
        if kind == "zip":
            if within_archive:
                raise ContentRefused("nested_archive")
            archives.check_members(archive, inspect_member)
    return kind


def inspect_member(file: IO[bytes]) -> MediaKind:
    """Return what a file within an archive is; it is no archive itself.

    Raises:
        ContentRefused: It is not taken; says why.
    """
    return _inspect(file, within_archive=True)
