"""Letters come in as a table with their recommendations: all rows or none, wrong cells named."""

import io
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook

from .conftest import Desk

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (
    "nomor;tanggal;jenis_pengirim;pengirim;perihal;instansi;butir;rekomendasi;batas_waktu;petugas;"
    "prioritas;instruksi;kekurangan\n"
)
FIRST = "B/7;2026-03-01;kementerian;Kementerian;Hasil;"
ROWS = (
    f"{FIRST}9901.1;Butir 1;Tetapkan peraturan.;2090-06-30;;tinggi;ya;peraturan\n"
    f"{FIRST}9901.2;Butir 2;Bangun aplikasi.;;;;;sistem\n"
    "R/8;2026-03-02;inspektorat;Inspektorat;Reviu;9901.1;;Susun prosedur.;2090-07-31;;;tidak;\n"
)


async def take(desk: Desk, text: str | bytes, kind: str = CSV, **query: Any) -> Any:
    return await desk.service.api.post(
        "/reports/imports",
        content=text.encode() if isinstance(text, str) else text,
        headers=desk.by("inspectorate") | {"Content-Type": kind},
        params=query,
    )


async def test_letters_come_in_with_their_recommendations(desk: Desk) -> None:
    shown = await take(desk, HEAD + ROWS, preview="true")
    assert (await desk.service.count("report"), await desk.listed()) == (1, [])
    done = await take(desk, HEAD + ROWS)
    assert done.status_code == 200, done.text
    assert shown.json() == done.json() | {"is_preview": True}
    told = done.json()
    assert (told["row_count"], told["new_report_count"], told["created_count"]) == (3, 2, 3)
    found = await desk.listed()
    assert [(each["agency_code"], each["missing"], each["priority"]) for each in found] == [
        ("9901.1", "regulation", "high"),
        ("9901.2", "system", "medium"),
        ("9901.1", None, "medium"),
    ]
    assert found[0]["is_instruction"]
    assert found[0]["origin"]["passage"] == "Butir 1"
    again = (await take(desk, HEAD + ROWS)).json()
    assert (again["created_count"], again["unchanged_count"], again["new_report_count"]) == (
        0,
        3,
        0,
    )
    assert await desk.listed() == found


async def test_a_letter_comes_in_with_its_evidence(desk: Desk) -> None:
    proof = await desk.prove()
    head = HEAD.replace("perihal;", "perihal;bukti;")
    row = f"{FIRST}{proof};9901.1;;Tetapkan peraturan.;;;;;\n"
    assert (await take(desk, head + row)).status_code == 200
    reports = (await desk.service.api.get("/reports")).json()["items"]
    assert [each["evidence_id"] for each in reports] == [None, proof]
    # The table need not repeat it.
    assert (await take(desk, HEAD + row.replace(f"{proof};", ""))).status_code == 200
    for other in ("x", str(uuid4())):  # no id, and no such evidence
        refused = await take(desk, head + row.replace(proof, other))
        assert refused.json()["errors"][0]["pointer"] == "/rows/2/bukti"


async def test_a_workbook_is_read_as_a_csv_is(desk: Desk) -> None:
    book = Workbook()
    for line in (HEAD + ROWS).splitlines():
        book.worksheets[0].append(line.split(";"))
    out = io.BytesIO()
    book.save(out)
    done = await take(desk, out.getvalue(), XLSX)
    assert (done.status_code, done.json()["created_count"]) == (200, 3), done.text


async def test_one_wrong_row_stores_none_and_every_wrong_cell_is_named(desk: Desk) -> None:
    rows = (
        f"{FIRST}9901.1;;Baik.;;;;;\n"
        f"{FIRST}9902;;Instansi lain.;;;;;\n"
        f"{FIRST}9901;;Instansi sendiri.;;;;;\n"
        f"{FIRST}9901.1;;;2026-02-30;;mungkin;kadang;uang\n"
        f"{FIRST}9901.1;;Instruksi.;;;;ya;\n"
        f"{FIRST}9901.1;;Terlalu dini.;2026-02-01;orang-9;;;\n"
        "B/7;2026-03-02;kementerian;Kementerian;Hasil;9901.1;;Tanggal lain.;;;;;\n"
        "B/9;2999-03-02;kementerian;Kementerian;Hasil;9901.1;;Belum terjadi.;;;;;\n"
        "B/1/2026;2026-02-16;kementerian;Kementerian;Lain;9901.1;;Sudah ada.;;;;;\n"
    )
    answer = await take(desk, HEAD + rows)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/rows/3/instansi",
        "/rows/4/instansi",
        "/rows/5/rekomendasi",
        "/rows/5/batas_waktu",
        "/rows/5/prioritas",
        "/rows/5/kekurangan",
        "/rows/5/instruksi",
        "/rows/6/batas_waktu",
        "/rows/7/batas_waktu",
        "/rows/7/petugas",
        "/rows/8/tanggal",
        "/rows/9/tanggal",
        "/rows/10/perihal",
    ]
    assert answer.json()["errors"][2]["message"] == "H5: wajib diisi"
    assert (await desk.service.count("report"), await desk.listed()) == (1, [])


async def test_a_cell_that_cannot_be_read_hides_no_other_fault_of_its_row(desk: Desk) -> None:
    """Whatever rests on other cells is told too; what rests on that one accuses nothing."""
    rows = (
        f"{FIRST}9902;;;2026-02-30;orang-9;mungkin;;\n"
        "B/7;kemarin;kementerian;Kementerian;Lain;9901;;Judul lain.;2026-02-01;;;;\n"
        f"{FIRST}9901.1;;Terlalu dini.;2026-02-01;orang-9;;kadang;\n"
        f"{FIRST}9901.1;;Instruksi.;besok;;;ya;\n"
        "B/8;2026-03-01;dinas;Kementerian;Surat lain;9902;;Jenis lain.;;;;;\n"
    )
    answer = await take(desk, HEAD + rows)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/rows/2/rekomendasi",
        "/rows/2/batas_waktu",
        "/rows/2/prioritas",
        "/rows/2/instansi",
        "/rows/3/tanggal",
        "/rows/3/perihal",
        "/rows/3/instansi",
        "/rows/4/instruksi",
        "/rows/4/batas_waktu",
        "/rows/4/petugas",
        "/rows/5/batas_waktu",
        "/rows/6/jenis_pengirim",
        "/rows/6/instansi",
    ]
    assert (await desk.service.count("report"), await desk.listed()) == (1, [])


async def test_a_workbooks_damaged_cell_hides_no_other_fault_of_its_row(desk: Desk) -> None:
    book = Workbook()
    for line in (HEAD + f"{FIRST}9902;;Baik.;;orang-9;;;\n").splitlines():
        book.worksheets[0].append(line.split(";"))
    book.worksheets[0]["A2"] = 7  # a number among codes
    out = io.BytesIO()
    book.save(out)
    answer = await take(desk, out.getvalue(), XLSX)
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/rows/2/nomor",
        "/rows/2/instansi",
    ]


async def test_each_letter_has_its_own_day(desk: Desk) -> None:
    """Rows that are alike but for their letters are each held against theirs."""
    rows = (
        f"{FIRST}9901.1;;Tetapkan.;2026-03-10;;;;\n"
        "B/8;2026-04-01;kementerian;Kementerian;Hasil;9901.1;;Susun.;2026-03-10;;;;\n"
    )
    answer = await take(desk, HEAD + rows)
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/rows/3/batas_waktu"]


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("nomor;tanggal\n", CSV, 422),
        (HEAD.replace("butir", "ayat") + ROWS, CSV, 422),
        ("PK", XLSX, 400),
        ("[]", "application/json", 415),
    ],
)
async def test_what_is_no_such_table_is_refused(
    desk: Desk, text: str, kind: str, status: int
) -> None:
    assert (await take(desk, text, kind)).status_code == status


async def test_a_table_of_another_agencys_letters_is_hidden(desk: Desk) -> None:
    below = await desk.service.api.post(
        "/reports/imports",
        content=HEAD + ROWS,
        headers=desk.by("inspectorate", "9901.1") | {"Content-Type": CSV},
        params={"agency": "9901"},
    )
    assert (below.status_code, below.json()["errors"][0]["pointer"]) == (404, "query/agency")
