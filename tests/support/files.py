"""Files as people send them, good and bad."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

# In two parts, or virus scanners would take this file for the test file.
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_SECTOR: Final = 512


def pdf(
    *, password: str | None = None, script: str | None = None, program: str | None = None
) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    acts = {"/JavaScript": ("/JS", script), "/Launch": ("/F", program)}
    for act, (name, value) in acts.items():
        if value is not None:
            action = DictionaryObject()
            action[NameObject("/S")] = NameObject(act)
            action[NameObject(name)] = TextStringObject(value)
            writer.root_object[NameObject("/OpenAction")] = action
    if password:
        writer.encrypt(password)
    return _written(writer.write)


def archive(members: Mapping[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packed) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return held.getvalue()


def workbook() -> bytes:
    return _written(openpyxl.Workbook().save)


def open_xml(folder: str, more: Mapping[str, bytes] | None = None) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<document/>"}
    return archive({**parts, **(more or {})})


def open_document(kind: str, more: Mapping[str, bytes] | None = None) -> bytes:
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode()}
    return archive({**parts, "META-INF/manifest.xml": b"<manifest/>", **(more or {})})


def encrypted_office() -> bytes:
    held = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("kata sandi", held)
    return held.getvalue()


def encrypted_zip() -> bytes:
    """A ZIP whose members say that they are encrypted."""
    made = bytearray(archive({"laporan.txt": b"rahasia"}))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(sign) + flags] |= 1
    return bytes(made)


def old_office(*streams: str, content: bytes = b"") -> bytes:
    """A compound file with these streams, as the older Office wrote them."""
    body = content.ljust(8 * _SECTOR, b"\0")
    sectors = len(body) // _SECTOR
    used = 2 + sectors * len(streams)
    entries = [_entry("Root Entry", 5, child=1 if streams else -1, start=-2, size=0)]
    for number, name in enumerate(streams):
        last = number == len(streams) - 1
        entries.append(
            _entry(
                name,
                2,
                right=-1 if last else number + 2,
                start=2 + number * sectors,
                size=len(body),
            )
        )
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    chains = [-3, -2]  # the table itself, and the directory
    for number in range(len(streams)):
        first = 2 + number * sectors
        chains += [*range(first + 1, first + sectors), -2]
    table = struct.pack(f"<{used}i", *chains).ljust(_SECTOR, b"\xff")
    header = struct.pack("<8s16sHHHHH6sIIiIIiIiI", *_header()) + struct.pack("<i", 0)
    return header.ljust(_SECTOR, b"\xff") + table + directory + body * len(streams)


def _header() -> tuple[Any, ...]:
    sign = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return (sign, b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6, 0, 1, 1, 0, 4096, -2, 0, -2, 0)


def _entry(
    name: str, kind: int, *, start: int, size: int, right: int = -1, child: int = -1
) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBiii16sIQQiQ",
        *(written, len(written), kind, 1, -1, right, child, b"\0" * 16, 0, 0, 0, start, size),
    )


def _written(write: Any) -> bytes:
    held = io.BytesIO()
    write(held)
    return held.getvalue()


def slow_pdf(entries: int = 2_000_000) -> bytes:
    """Return two kilobytes of PDF whose tables list so many objects: each of them is looked at."""
    table = zlib.compress(bytes(entries), 9)
    made, before = b"%PDF-1.7\n", 0
    for number in (1, 2):
        begin = len(made)
        told = f"/Type /XRef /Size {entries} /W [1 0 0] /Index [0 {entries}] /Root 2 0 R"
        earlier = f"/Prev {before}" if before else ""
        packed = f"{earlier} /Filter /FlateDecode /Length {len(table)}"
        made += f"{number} 0 obj\n<< {told} {packed} >>\nstream\n".encode()
        made += table + b"\nendstream\nendobj\n"
        before = begin
    return made + f"startxref\n{before}\n%%EOF\n".encode()
