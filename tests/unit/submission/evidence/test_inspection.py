"""A file is what its bytes are; what could run, hides its content or is no document is refused."""

import io
import struct
import zipfile
from typing import Final

import pytest
from tests.support import files

from submission.evidence.domain.media import (
    MEDIA,
    MOST_MEMBERS,
    ContentRefused,
    fault_of_name_for,
    media_type_of,
)
from submission.evidence.store.inspection import inspect

PNG: Final = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
GOOD: Final = {
    "pdf": files.pdf(),
    "xlsx": files.workbook(),
    "docx": files.open_xml("word"),
    "pptx": files.open_xml("ppt"),
    "odt": files.open_document("text"),
    "ods": files.open_document("spreadsheet"),
    "doc": files.old_office("WordDocument", content=b"\xec\xa5\xc1\0"),
    "png": PNG,
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 64,
    "gif": b"GIF89a" + b"\0" * 64,
    "webp": b"RIFF\x40\0\0\0WEBPVP8 " + b"\0" * 64,
    "tiff": b"II*\0" + b"\0" * 64,
    "text": "\ufeffkode;nama\n1;Dinas Komunikasi: é\n".encode(),
    "zip": files.archive({"lampiran/foto.png": PNG, "daftar.csv": b"a,b\n1,2\n"}),
}


def _overlapping() -> bytes:
    """A ZIP in which many members are the same bytes."""
    made = files.archive({"a.txt": b"isi " * 4_000}, packed=zipfile.ZIP_STORED)
    begin, end = made.index(b"PK\x01\x02"), made.index(b"PK\x05\x06")
    entry = made[begin:end]
    entries = b"".join(entry.replace(b"a.txt", f"{n}.txt".encode()) for n in range(9))
    size, count = len(entries), 9
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, size, begin, 0)
    return made[:begin] + entries + tail


def _linked() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        link = zipfile.ZipInfo("tautan.txt")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return held.getvalue()


def _twice() -> bytes:
    return files.archive({"a.txt": b"satu", "b.txt": b"dua"}).replace(b"b.txt", b"A.txt")


BAD: Final = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n\t", "empty"),
    "archive of nothing": (files.archive({}), "empty"),
    "program of Windows": (b"MZ\x90\0" + b"\0" * 64, "executable"),
    "program of Linux": (b"\x7fELF\x02\x01\x01" + b"\0" * 64, "executable"),
    "class of Java": (b"\xca\xfe\xba\xbe\0\0\0\x41" + b"\0" * 64, "executable"),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + b"\0" * 64, "executable"),
    "shell": (b"#!/bin/sh\nrm -rf /\n", "script"),
    "php": (b"<?php system('id');", "script"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "script"),
    "html after blanks": (b"\n\n  <html><body>", "script"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "script"),
    "batch": (b"@echo off\r\ndel *.*", "script"),
    "rtf": (b"{\\rtf1 halo}", "script"),
    "test sign": (files.EICAR, "malware_test"),
    "test sign far inside": (b"teks biasa\n" * 95_325 + files.EICAR, "malware_test"),
    "test sign in an archive": (files.archive({"a.txt": files.EICAR}), "malware_test"),
    "locked pdf": (files.pdf(password="rahasia"), "encrypted"),
    "pdf with a script": (files.pdf(script="app.alert(1)"), "script"),
    "pdf that starts a program": (files.pdf(program="program.exe"), "script"),
    "pdf cut off": (b"%PDF-1.7\n1 0 obj\n", "damaged"),
    "locked office": (files.encrypted_office(), "encrypted"),
    "locked old word": (
        files.old_office("WordDocument", "1Table", content=b"\xec\xa5\xc1\0\0\0\0\0\0\0\0\x01"),
        "encrypted",
    ),
    "locked zip": (files.encrypted_zip(), "encrypted"),
    "locked open document": (
        files.open_document("text", {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        "encrypted",
    ),
    "macros": (files.open_xml("word", {"word/vbaProject.bin": b"x"}), "macros"),
    "macros of old word": (files.old_office("WordDocument", "Macros"), "macros"),
    "package in old word": (files.old_office("WordDocument", "\x01Ole10Native"), "executable"),
    "installer": (files.old_office("Property"), "type_not_taken"),
    "office cut off": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    "archive in an archive": (
        files.archive({"dalam.zip": files.archive({"a.txt": b"x"})}),
        "nested_archive",
    ),
    "hidden archive in an archive": (
        files.archive({"dalam.txt": files.archive({"a.txt": b"x"})}),
        "nested_archive",
    ),
    "tar in an archive": (files.archive({"isi.tar": b"x" * 600}), "nested_archive"),
    "program in an archive": (files.archive({"a/pasang.exe": b"MZ"}), "executable"),
    "hidden program in an archive": (files.archive({"laporan.pdf": b"MZ\x90\0"}), "executable"),
    "script in an archive": (files.archive({"a.txt": b"#!/bin/sh"}), "script"),
    "type of a name in an archive": (files.archive({"foto.png": b"teks"}), "type_of_name"),
    "bomb": (files.archive({"a.txt": b"0" * 80_000_000}), "archive_limits"),
    "too many": (
        files.archive({f"{n}.txt": b"x" for n in range(MOST_MEMBERS + 1)}),
        "archive_limits",
    ),
    "members that overlap": (_overlapping(), "archive_limits"),
    "way out": (files.archive({"../../etc/cron.txt": b"x"}), "archive_names"),
    "from the root": (files.archive({"/etc/cron.txt": b"x"}), "archive_names"),
    "way of Windows": (files.archive({"a\\..\\b.txt": b"x"}), "archive_names"),
    "drive": (files.archive({"C:/b.txt": b"x"}), "archive_names"),
    "link": (_linked(), "archive_names"),
    "a name twice": (_twice(), "archive_names"),
    "zip cut off": (files.archive({"a.txt": b"x" * 900})[:-30], "damaged"),
    "gzip": (b"\x1f\x8b\x08\0" + b"\0" * 64, "type_not_taken"),
    "rar": (b"Rar!\x1a\x07\0" + b"\0" * 64, "type_not_taken"),
    "7z": (b"7z\xbc\xaf'\x1c" + b"\0" * 64, "type_not_taken"),
    "unknown bytes": (bytes(range(256)), "type_not_taken"),
    "text of another encoding": ("é".encode("latin-1") * 30, "type_not_taken"),
    "text with a zero": (b"halo\0dunia", "type_not_taken"),
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_document_is_known_by_its_bytes(kind: str) -> None:
    assert inspect(io.BytesIO(GOOD[kind])) == kind


@pytest.mark.parametrize("name", BAD)
def test_what_could_do_harm_or_cannot_be_looked_into_is_refused(name: str) -> None:
    content, reason = BAD[name]
    with pytest.raises(ContentRefused) as refused:
        inspect(io.BytesIO(content))

    assert refused.value.reason == reason
    assert refused.value.text.id != refused.value.text.en


@pytest.mark.parametrize(
    "name",
    [
        *("../laporan.pdf", "/etc/laporan.pdf", "a\\b.pdf", "C:laporan.pdf", "..", ".pdf"),
        *("con.pdf", "laporan.pdf.", "lap\u202efdp.pdf", "lap\noran.pdf", " laporan.pdf"),
        *("laporan.pdf.exe", "laporan", "laporan.docx", "laporan.html"),
    ],
)
def test_a_name_is_no_path_and_says_what_the_content_is(name: str) -> None:
    assert fault_of_name_for("pdf", name) is not None


def test_every_kind_has_a_name_that_fits_and_is_never_served_as_a_page() -> None:
    for kind, media in MEDIA.items():
        for suffix in media.suffixes:
            name = f"Laporan Kinerja (revisi 2){suffix.upper()}"
            assert fault_of_name_for(kind, name) is None
            served = media_type_of(kind, name)
            assert "html" not in served
            assert "svg" not in served
            assert "script" not in served
    assert media_type_of("text", "daftar.csv") == "text/csv; charset=utf-8"
