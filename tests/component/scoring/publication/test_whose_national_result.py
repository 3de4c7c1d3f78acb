"""The ministry's own result: whose it is, what is read of it, and what people see of a workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from tests.component.scoring.publication.test_national_results import (
    CODE,
    NAME,
    PATH,
    VALUES,
    XLSX,
    errors,
    sent,
    story,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

__all__ = ["story"]


async def test_a_result_says_whose_and_when_it_is_or_nothing(story: Service) -> None:
    """What it says must fit the assessment, be a name, and be read at all."""
    values = {"nilai": VALUES}
    for told, pointer in (
        ({"Tahun": "2025"}, "/0/Tahun"),
        ({"tahun ": "2025"}, "/0/tahun "),
        ({"zzz": 1}, "/0/zzz"),
        ({"tahun": "2025"}, "/0/tahun"),
        ({"tahun": True}, "/0/tahun"),
        ({"nama_instansi": "Kabupaten Lain"}, "/0/nama_instansi"),
        ({"nama_instansi": "Kabupaten Lain", "kode": CODE}, "/0/nama_instansi"),
        ({"nama_instansi": "\u200b"}, "/0/nama_instansi"),
        ({"nama_instansi": f"{NAME}\u202e"}, "/0/nama_instansi"),
        ({"nama_instansi": [NAME]}, "/0/nama_instansi"),
        ({"kode": "7777"}, "/0/kode"),
        ({"kategori": "a\nb"}, "/0/kategori"),
    ):
        assert [*await errors(story, "en", [told | values])] == [pointer], told
    both = await errors(story, "en", [{"Tahun": "2025"} | values, {"tahun": "2026"} | values])
    assert [*both] == ["/0/Tahun"]
    head = ("tahun", "nama_instansi", "indeks")
    wrong = await errors(story, "id", (head, (2026, "Kabupaten Lain", 2.6)))
    assert wrong == {
        "/nama_instansi": f"Sheet!B2: hasil ini milik Kabupaten Lain, bukan {NAME}",
    }
    assert (await story.api.get(PATH)).status_code == 404
    for right in (
        {"kode": CODE},
        {"nama_instansi": f" Pemerintah  {NAME.upper()} ", "kode": "7777", "kategori": None},
    ):
        await sent(story, right | values)


async def test_a_workbook_is_read_as_people_see_it(story: Service) -> None:
    """A hidden sheet is not read, and a number that is shown as another one is refused."""
    book = Workbook()
    hidden, seen = book.worksheets[0], book.create_sheet("Hasil")
    for sheet, index in ((hidden, 1), (seen, 2.6)):
        for each in (("tahun", "A1", "indeks"), (2026, 3, index)):
            sheet.append([*each])
    hidden.sheet_state = "hidden"
    book.active = 1
    buffer = io.BytesIO()
    book.save(buffer)
    answer = await story.api.post(PATH, content=buffer.getvalue(), headers={"Content-Type": XLSX})
    assert (answer.status_code, answer.json()["nodes"][0]["national"]) == (201, "2.6")

    seen["C2"].number_format = '"4.8"'
    buffer = io.BytesIO()
    book.save(buffer)
    answer = await story.api.post(PATH, content=buffer.getvalue(), headers={"Content-Type": XLSX})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, "/nilai/indeks")
    assert error["message"].startswith("Hasil!C2: diberi format angka yang menampilkan hal lain")
