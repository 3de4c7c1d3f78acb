"""A spreadsheet is a ZIP of XML: what is harmful is refused before anything is parsed.

Sizes are those of the archive's own directory, and no part is unpacked beyond the size given there.
"""

import re
import zipfile
from io import BytesIO
from typing import Final

from instrument.domain.defect import Defect, DefectiveError
from instrument.domain.text import Text

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


def require_harmless(name: str, data: bytes) -> None:
    """Accept a package of sheets without macros and of a bearable size.

    Raises:
        DefectiveError: It is no ZIP, too large, a bomb, or has macros or document types.
    """
    if len(data) > MAX_BYTES:
        raise _refused(
            name,
            f"berkas melebihi {MAX_BYTES} byte",
            f"the file has more than {MAX_BYTES} bytes",
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_sizes(name, archive.infolist())
            tags = other = 0
            for part in archive.infolist():
                content = _checked_part(name, part.filename, archive)
                found = len(_TAG.findall(content))
                tags += found
                other += found - len(_TAG_OF_CELLS.findall(content))
                if tags > MAX_TAGS or other > MAX_OTHER_TAGS:
                    raise _refused(
                        name,
                        "berkas memuat terlalu banyak sel atau format; salin nilainya ke templat",
                        "the file has too many cells or formats; copy the values to the template",
                    )
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        if isinstance(error, DefectiveError):
            raise
        raise unreadable(name) from error
    except RuntimeError as error:  # what zipfile raises for a password
        raise _refused(name, "berkas berkata sandi", "the file has a password") from error


def unreadable(name: str) -> DefectiveError:
    """Return the error for what is no spreadsheet."""
    return _refused(name, "bukan berkas XLSX yang dapat dibaca", "it cannot be read as XLSX")


def _check_sizes(name: str, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise _refused(
            name,
            f"berkas berisi lebih dari {MAX_PARTS} bagian",
            f"the file has more than {MAX_PARTS} parts",
        )
    other = [part for part in parts if not part.filename.startswith(_LARGE)]
    for some, limit in ((parts, MAX_UNPACKED_BYTES), (other, MAX_OTHER_BYTES)):
        if sum(part.file_size for part in some) > limit:
            raise _refused(
                name,
                f"isi berkas mengembang melebihi {limit} byte",
                f"the file unpacks to more than {limit} bytes",
            )


def _checked_part(name: str, part: str, archive: zipfile.ZipFile) -> bytes:
    """Return the XML of a part, nothing for one that is no XML and is never looked at."""
    if part.lower().endswith("vbaproject.bin"):
        raise _macros(name)
    content = archive.read(part)
    if not part.lower().endswith(_XML) and not content.lstrip().startswith(_BEGINNINGS):
        return b""
    if part == "[Content_Types].xml" and _MACROS.search(content):
        raise _macros(name)
    declared = _DECLARED.match(content[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf"))
    # Any other encoding could hide a document type, and with it entities that grow.
    hidden = declared is not None and declared[1].lower() not in _ENCODINGS
    if hidden or b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise unreadable(name)
    return content


def _macros(name: str) -> DefectiveError:
    return _refused(
        name,
        "berkas memuat makro; simpan sebagai .xlsx tanpa makro",
        "the file has macros; save it as .xlsx without them",
    )


def _refused(name: str, indonesian: str, english: str) -> DefectiveError:
    return DefectiveError(name, [Defect("", Text(indonesian, english))])
