"""Whether a large workbook may be opened: looked at piece by piece, never whole in memory."""

import zipfile
import zlib
from pathlib import Path
from typing import Final

from rules.spreadsheet import UNREADABLE, HarmfulError
from rules.text import Text

MOST_UNPACKED: Final = 1_500_000_000
_MOST_TEXTS: Final = 100_000_000  # the texts that cells share are held in memory
_MOST_OTHER: Final = 20_000_000
_MOST_PARTS: Final = 2_000
_MOST_RATIO: Final = 200
_SMALL: Final = 1_000_000  # below that, what unpacks well is no bomb
_PIECE: Final = 1_048_576
_SHEETS: Final = "xl/worksheets/"
_TEXTS: Final = "xl/sharedStrings.xml"
_FORBIDDEN: Final = (b"<!DOCTYPE", b"<!ENTITY")
_LONGEST: Final = max(map(len, _FORBIDDEN))
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
)


def require_harmless_package(path: Path) -> None:
    """Accept a workbook without macros and document types, whose parts unpack to what they say.

    Raises:
        HarmfulError: It is no workbook, a bomb, or has something that programs would run.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive.infolist())
            for part in archive.infolist():
                _check_part(archive, part)
    except _BROKEN as error:
        raise HarmfulError(UNREADABLE) from error
    except RuntimeError as error:  # what zipfile raises for a password
        raise HarmfulError(Text("berkas berkata sandi", "the file has a password")) from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    texts = sum(part.file_size for part in parts if part.filename == _TEXTS)
    sheets = sum(part.file_size for part in parts if part.filename.startswith(_SHEETS))
    other = sum(part.file_size for part in parts) - texts - sheets
    swollen = any(
        part.file_size > _SMALL and part.file_size > part.compress_size * _MOST_RATIO
        for part in parts
    )
    is_large = sheets > MOST_UNPACKED or texts > _MOST_TEXTS or other > _MOST_OTHER
    if len(parts) > _MOST_PARTS or is_large or swollen:
        raise HarmfulError(
            Text("isi berkas mengembang terlalu besar", "the file unpacks to too much")
        )


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.filename.lower().endswith("vbaproject.bin"):
        raise HarmfulError(
            Text("berkas memuat makro; simpan sebagai .xlsx", "it has macros; save it as .xlsx")
        )
    kept, read = b"", 0
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            read += len(piece)
            seen = kept + piece
            if read > part.file_size or any(each in seen for each in _FORBIDDEN):
                raise HarmfulError(UNREADABLE)
            kept = seen[-_LONGEST:]
