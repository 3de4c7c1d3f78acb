"""Which contents are taken as evidence, how they are served, and what they may be called.

A content is what its bytes are. Its name has to say the same, and is a name, not a path.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rules.text import Text, fault_of_name, listed

MediaKind = Literal[
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "doc",
    "xls",
    "ppt",
    "png",
    "jpeg",
    "gif",
    "webp",
    "tiff",
    "text",
    "zip",
]
Reason = Literal[
    "empty",
    "malware_test",
    "executable",
    "script",
    "macros",
    "encrypted",
    "nested_archive",
    "archive_limits",
    "archive_names",
    "damaged",
    "takes_too_long",
    "type_not_taken",
    "type_of_name",
]

LONGEST_NAME: Final = 200
MOST_MEMBERS: Final = 500
MOST_MEMBER_BYTES: Final = 209_715_200
MOST_RATIO: Final = 200
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument"
_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument"
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')
# Windows opens a device for these, whatever comes after the dot.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{each}{n}" for each in ("com", "lpt") for n in range(1, 10))}
)


@dataclass(frozen=True, slots=True)
class Media:
    """How contents of a kind are served, and the ends of their names."""

    types: Mapping[str, str]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Return the ends of names, the usual one first."""
        return (*self.types,)


def _one(media_type: str, *suffixes: str) -> Media:
    return Media(dict.fromkeys(suffixes, media_type))


MEDIA: Final[Mapping[MediaKind, Media]] = {
    "pdf": _one("application/pdf", ".pdf"),
    "docx": _one(f"{_OPEN_XML}.wordprocessingml.document", ".docx"),
    "xlsx": _one(f"{_OPEN_XML}.spreadsheetml.sheet", ".xlsx"),
    "pptx": _one(f"{_OPEN_XML}.presentationml.presentation", ".pptx"),
    "odt": _one(f"{_OPEN_DOCUMENT}.text", ".odt"),
    "ods": _one(f"{_OPEN_DOCUMENT}.spreadsheet", ".ods"),
    "odp": _one(f"{_OPEN_DOCUMENT}.presentation", ".odp"),
    "doc": _one("application/msword", ".doc"),
    "xls": _one("application/vnd.ms-excel", ".xls"),
    "ppt": _one("application/vnd.ms-powerpoint", ".ppt"),
    "png": _one("image/png", ".png"),
    "jpeg": _one("image/jpeg", ".jpg", ".jpeg"),
    "gif": _one("image/gif", ".gif"),
    "webp": _one("image/webp", ".webp"),
    "tiff": _one("image/tiff", ".tif", ".tiff"),
    "text": Media({".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8"}),
    "zip": _one("application/zip", ".zip"),
}
_TAKEN: Final = ", ".join(suffix for kind in MEDIA.values() for suffix in kind.suffixes)

REASONS: Final[Mapping[Reason, Text]] = {
    "empty": Text("berkas ini kosong", "the file is empty"),
    "malware_test": Text(
        "memuat tanda uji antivirus (EICAR)", "holds the test sign of virus scanners (EICAR)"
    ),
    "executable": Text("memuat program yang dapat dijalankan", "holds a program that can be run"),
    "script": Text("memuat skrip", "holds a script"),
    "macros": Text(
        "memuat makro; simpan tanpa makro lalu unggah lagi",
        "holds macros; save it without them and upload it again",
    ),
    "encrypted": Text(
        "dilindungi kata sandi atau dienkripsi; unggah tanpa kata sandi",
        "is protected by a password or encrypted; upload it without one",
    ),
    "nested_archive": Text(
        "memuat arsip di dalam arsip; unggah isinya saja",
        "holds an archive within the archive; upload what is in it",
    ),
    "archive_limits": Text(
        f"arsip ini terlalu besar: paling banyak {MOST_MEMBERS} berkas,"
        f" {MOST_MEMBER_BYTES // 1_048_576} MiB setelah dibuka, dan mampat paling banyak"
        f" {MOST_RATIO} kali",
        f"the archive is too large: at most {MOST_MEMBERS} files,"
        f" {MOST_MEMBER_BYTES // 1_048_576} MiB when opened, and {MOST_RATIO} times compressed",
    ),
    "archive_names": Text(
        "memuat nama berkas yang menunjuk ke luar arsip, tautan, atau nama yang sama dua kali",
        "holds names that lead out of the archive, links, or a name twice",
    ),
    "takes_too_long": Text(
        "tidak selesai diperiksa dalam batas waktu; simpan ulang sebagai berkas yang lebih"
        " sederhana",
        "could not be looked into within the time limit; save it again as a plainer file",
    ),
    "damaged": Text("rusak dan tidak dapat dibaca", "is damaged and cannot be read"),
    "type_not_taken": Text(
        f"jenis berkas ini tidak diterima; yang diterima: {_TAKEN}",
        f"files of this type are not taken; taken are: {_TAKEN}",
    ),
    "type_of_name": Text(
        "memuat berkas yang isinya tidak sesuai dengan namanya",
        "holds a file whose content is not what its name says",
    ),
}


class ContentRefused(Exception):
    """A content that is not taken, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = REASONS[reason]


def media_type_of(kind: MediaKind, name: str) -> str:
    """Return as what a content is served, by what it is; the name decides between its forms."""
    types = MEDIA[kind].types
    return types.get(suffix_of(name), next(iter(types.values())))


def suffix_of(name: str) -> str:
    """Return the end of a name from its last dot on, in lower case."""
    _, dot, end = name.rpartition(".")
    return f".{end.lower()}" if dot else ""


def fault_of_file_name(name: str) -> Text | None:
    """Return what is wrong with the name of a file, whatever is in it."""
    if _FORBIDDEN.intersection(name) or name.startswith(".") or name.endswith("."):
        return Text(
            'harus berupa nama berkas, bukan alamat: tanpa / \\ : * ? " < > | dan tanpa titik di'
            " awal atau akhir",
            'must be the name of a file, no path: without / \\ : * ? " < > | and without dots at'
            " its ends",
        )
    if name.partition(".")[0].strip().lower() in _DEVICES:
        return Text("nama ini milik sistem operasi", "the name belongs to an operating system")
    return fault_of_name(name)


def fault_of_name_for(kind: MediaKind, name: str) -> Text | None:
    """Return what is wrong with a name of this content; its end has to say what it is."""
    fault = fault_of_file_name(name)
    if fault is not None:
        return fault
    suffixes = MEDIA[kind].suffixes
    if suffix_of(name) in suffixes:
        return None
    some = listed(suffixes)
    return Text(
        f"isi berkas ini adalah {kind}: namanya harus berakhiran {some.id}",
        f"the content is {kind}: its name must end with {some.en}",
    )
