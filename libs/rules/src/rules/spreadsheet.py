"""A spreadsheet is a ZIP of XML: what is harmful is refused before anything is parsed.

Sizes are those of the archive's own directory, and no part is unpacked beyond the size given there.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Final

from rules.exact import parse
from rules.text import Text

MAX_BYTES: Final = 4_000_000
MAX_UNPACKED_BYTES: Final = 12_000_000
MAX_TAGS: Final = 300_000
# What is neither cells nor texts (styles, names, choices) costs much more to read than to unpack.
MAX_OTHER_BYTES: Final = 1_000_000
MAX_OTHER_TAGS: Final = 20_000
MAX_PARTS: Final = 200

_LARGE: Final = ("xl/worksheets/", "xl/sharedStrings.xml")
_XML: Final = (".xml", ".rels", ".vml")
# How XML can begin, whatever its part is called: what a part is, the file itself says elsewhere.
_BEGINNINGS: Final = (b"<", b"\0<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MACROS: Final = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS: Final = frozenset({b"utf-8", b"us-ascii"})
_HEAD_BYTES: Final = 200
_TAG: Final = re.compile(rb"<[^/?!]")
_TAG_OF_CELLS: Final = re.compile(rb"<(?:[^\s<>/:]+:)?(?:row|c|v|is|t|si)[\s/>]")
# The last of them: a compression that nobody uses here.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
)


UNREADABLE: Final = Text("bukan berkas XLSX yang dapat dibaca", "it cannot be read as XLSX")
_WITH_MACROS: Final = Text(
    "berkas memuat makro; simpan sebagai .xlsx tanpa makro",
    "the file has macros; save it as .xlsx without them",
)

_SHOWN_DIGITS: Final = 15  # what a spreadsheet program keeps of a number
_ZEROS: Final = re.compile(r"(0+)(?:\.(0+))?")


def shown_number(value: float) -> str:
    """Return a number as a spreadsheet program keeps it: 0.30000000000000004 is 0.3."""
    return str(value) if isinstance(value, int) else f"{value:.{_SHOWN_DIGITS}g}"


def code_lost(value: float, number_format: str, codes: Iterable[str] = ()) -> Text:
    """Return what is wrong with a code that became a number, and which codes it could be.

    10001 is shown as 010001, and 1.1 as 1.10, by the format of the cell. `codes` are those known.
    """
    plain = shown_number(value)
    zeros = _ZEROS.fullmatch(number_format)
    shown = plain
    if zeros is not None:
        decimals = len(zeros[2] or "")
        width = len(zeros[1]) + (decimals + 1 if decimals else 0)
        shown = f"{value:0{width}.{decimals}f}"
    meant = ", ".join(
        dict.fromkeys([plain, shown, *(code for code in codes if _is_number(code, plain))])
    )
    return Text(
        f"berisi bilangan {plain}, padahal kode adalah teks; kode yang mungkin: {meant}",
        f"holds the number {plain}, but a code is text; it could mean {meant}",
    )


def _is_number(code: str, plain: str) -> bool:
    try:
        return parse(code) == parse(plain)
    except ValueError:
        return False


def sheet_hidden(title: str) -> "HarmfulError":
    """Return the error for a sheet that is asked for and that people do not see."""
    return HarmfulError(
        Text(
            f"lembar {title} tersembunyi: tampilkan, atau hapus",
            f"the sheet {title} is hidden: show it, or delete it",
        )
    )


class HarmfulError(Exception):
    """A file is no spreadsheet, or one that must not be opened; `reason` says why, to people."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def require_harmless(data: bytes) -> None:
    """Accept a package of sheets without macros and of a bearable size.

    Raises:
        HarmfulError: It is no ZIP, too large, a bomb, or has macros or document types.
    """
    if len(data) > MAX_BYTES:
        raise HarmfulError(
            Text(f"berkas melebihi {MAX_BYTES} byte", f"the file has more than {MAX_BYTES} bytes")
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_sizes(archive.infolist())
            _check_parts(archive)
    except _BROKEN as error:
        raise HarmfulError(UNREADABLE) from error
    except RuntimeError as error:  # what zipfile raises for a password
        raise HarmfulError(Text("berkas berkata sandi", "the file has a password")) from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise HarmfulError(
            Text(
                f"berkas berisi lebih dari {MAX_PARTS} bagian",
                f"the file has more than {MAX_PARTS} parts",
            )
        )
    other = [part for part in parts if not part.filename.startswith(_LARGE)]
    for some, limit in ((parts, MAX_UNPACKED_BYTES), (other, MAX_OTHER_BYTES)):
        if sum(part.file_size for part in some) > limit:
            raise HarmfulError(
                Text(
                    f"isi berkas mengembang melebihi {limit} byte",
                    f"the file unpacks to more than {limit} bytes",
                )
            )


def _check_parts(archive: zipfile.ZipFile) -> None:
    tags = other = 0
    for part in archive.infolist():
        content = _checked_part(part.filename, archive)
        found = len(_TAG.findall(content))
        tags += found
        other += found - len(_TAG_OF_CELLS.findall(content))
        if tags > MAX_TAGS or other > MAX_OTHER_TAGS:
            raise HarmfulError(
                Text(
                    "berkas memuat terlalu banyak sel atau format; salin nilainya ke templat",
                    "the file has too many cells or formats; copy the values to the template",
                )
            )


def _checked_part(part: str, archive: zipfile.ZipFile) -> bytes:
    """Return the XML of a part, nothing for one that is no XML and is never looked at."""
    if part.lower().endswith("vbaproject.bin"):
        raise HarmfulError(_WITH_MACROS)
    content = archive.read(part)
    if not part.lower().endswith(_XML) and not content.lstrip().startswith(_BEGINNINGS):
        return b""
    if part == "[Content_Types].xml" and _MACROS.search(content):
        raise HarmfulError(_WITH_MACROS)
    declared = _DECLARED.match(content[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf"))
    # Any other encoding could hide a document type, and with it entities that grow.
    hidden = declared is not None and declared[1].lower() not in _ENCODINGS
    if hidden or b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise HarmfulError(UNREADABLE)
    return content
