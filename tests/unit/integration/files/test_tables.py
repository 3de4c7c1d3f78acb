"""Tables as people send them: what is a row, what is not, and what nobody can read."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from integration.files.domain.reading import NoTable
from integration.files.usecases.read_table import UNREAD, Table
from rules.spreadsheet import HarmfulError

KEYS = {
    "id": "id_realisasi",
    "unit": "kode_skpd",
    "month": "bulan",
    "code": "kode_sbl",
    "planned": "rak",
    "spent": "realisasi_anggaran",
    "physical": "realisasi_fisik",
    "issued_on": "tanggal",
}
CODE = "2.16.03.2.02.0001"


def read(path: Path, sheet: str | None = None) -> list[Any]:
    """Return the rows, and why others were skipped, in their order."""
    table = Table(path, sheet, KEYS, "realisation", "unit", ",")
    return [row.raw if row.raw is not None else row.skipped for row in table.rows()]


def csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def xlsx(tmp_path: Path, book: Workbook) -> Path:
    path = tmp_path / "5f2b6c0d9e8a47b1"  # a spool calls files by their hash
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sep", [";", ",", "\t", "|"])
def test_a_csv_file_is_read_whatever_wrote_it(tmp_path: Path, encoding: str, sep: str) -> None:
    rows = [["id_realisasi", "kode_skpd", "bulan", "rak"], ["1", "010001", "Peb", "Café £ 1"]]
    text = "\r\n".join(sep.join(row) for row in rows)

    assert read(csv(tmp_path, text, encoding)) == [
        {"id_realisasi": "1", "kode_skpd": "010001", "bulan": 2, "rak": {UNREAD: "Café £ 1"}}
    ]


def test_a_sep_line_says_what_separates(tmp_path: Path) -> None:
    path = csv(tmp_path, 'sep=,\nid_realisasi,rak,kode_skpd\n7,"1.234,5",u;1\n')

    assert read(path) == [{"id_realisasi": "7", "rak": Decimal("1234.5"), "kode_skpd": "u;1"}]


def test_what_is_no_row_is_skipped_and_said(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "LAPORAN REALISASI;;;\n;;;\n"
        "id_realisasi;KODE_SKPD ;bulan;rak\n"
        "1;2;3;4\n"
        "11;2.16.01;Nop;Rp1.000.000,00\n"
        ";Jumlah;;1.000.000,00\n"
        "id_realisasi;kode_skpd;bulan;rak\n"
        ";;;\n"
        "12;2.16.01;des;-\n"
        ";;TOTAL SELURUHNYA;2.000.000,00\n",
    )

    row = {"kode_skpd": "2.16.01", "bulan": 11, "id_realisasi": "11", "rak": Decimal("1000000.00")}
    assert read(path) == [
        *("above", "above", "numbers_of_columns"),
        row,
        *("total", "headings_again", "empty"),
        {**row, "id_realisasi": "12", "bulan": 12, "rak": "-"},
        "total",
    ]


def test_one_sign_of_decimals_counts_for_the_whole_file(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "id_realisasi;rak;kode_skpd\n1;1.234;a\n2;2.5;a\n3;1250000;a\n",
    )
    both = csv(tmp_path / ".", "id_realisasi;rak;kode_skpd\n1;1.234;a\n2;2.5;a\n3;2,5;a\n")

    assert [row["rak"] for row in read(both)] == [
        Decimal(1234),
        {UNREAD: "2.5"},
        Decimal("2.5"),
    ]
    csv(tmp_path, "id_realisasi;rak;kode_skpd\n1;1.234;a\n2;2.5;a\n3;1250000;a\n")
    assert [row["rak"] for row in read(path)] == [
        Decimal("1.234"),
        Decimal("2.5"),
        Decimal(1250000),
    ]


def test_a_table_without_its_headings_or_with_one_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoTable, match="no headings"):
        read(csv(tmp_path, "a;b;c\n1;2;3\n"))
    with pytest.raises(NoTable, match="twice"):
        read(csv(tmp_path, "id_realisasi;rak;RAK\n1;2;3\n"))


@pytest.mark.parametrize("text", ["x" * 300_000, 'id_realisasi;rak\n"' + "y" * 300_000])
def test_a_line_without_an_end_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(HarmfulError):
        read(csv(tmp_path, text))


def book_of(*rows: list[Any]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return book


def test_a_workbook_is_read_as_people_see_it(tmp_path: Path) -> None:
    book = book_of(
        ["id_realisasi", "kode_skpd", "bulan", "rak", "realisasi_fisik", "tanggal"],
        [1, 10001, date(2026, 2, 1), 1250000.5, 0.75, datetime(2026, 2, 3)],  # noqa: DTZ001 - cells know no zone
        [2, "010001", "Peb", "=S31", "75,5%", "3 Peb 2026"],
        [3, "010001", 2, "#REF!", 75.5, 46000],
    )
    sheet = book.worksheets[0]
    sheet["B2"].number_format = "000000"
    sheet["D2"].number_format = '"Rp"#,##0.00'
    sheet["E2"].number_format = "0%"
    sheet["D4"].data_type = "e"
    sheet.row_dimensions[2].hidden = True

    first, second, third = read(xlsx(tmp_path, book))

    assert first == {
        "id_realisasi": "1",
        "kode_skpd": "010001",
        "bulan": 2,
        "rak": Decimal("1250000.5"),
        "realisasi_fisik": Decimal(75),
        "tanggal": "2026-02-03",
    }
    assert second["rak"] == {UNREAD: "rumus tanpa nilai: tempelkan nilainya"}
    assert (second["realisasi_fisik"], second["tanggal"]) == (Decimal("75.5"), "2026-02-03")
    assert third["rak"] == {UNREAD: "berisi kesalahan rumus"}
    assert third["tanggal"] == {UNREAD: "46000"}


def test_days_of_a_file_that_counts_from_1904_are_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["id_realisasi", "tanggal"], [1, date(2026, 8, 17)]):
        book.worksheets[0].append(row)

    assert read(xlsx(tmp_path, book))[0]["tanggal"] == "2026-08-17"


def test_merged_cells_hide_what_they_cover(tmp_path: Path) -> None:
    book = book_of(["id_realisasi", "rak"], [1, 5], [2, 6])
    book.worksheets[0].merge_cells("B2:B3")

    first, second = read(xlsx(tmp_path, book))

    assert first["rak"] == Decimal(5)
    assert set(second["rak"]) == {UNREAD}


def test_a_sheet_is_found_by_its_name_and_a_hidden_one_is_not_read(tmp_path: Path) -> None:
    book = book_of(["nothing"])
    for name in ("Peb", "Rahasia"):
        sheet = book.create_sheet(name)
        sheet.append(["id_realisasi", "rak"])
        sheet.append([1, 2])
    book["Rahasia"].sheet_state = "hidden"
    path = xlsx(tmp_path, book)

    assert len(read(path, "Peb")) == 1
    with pytest.raises(HarmfulError, match="hidden"):
        read(path, "Rahasia")
    with pytest.raises(HarmfulError, match="there are: Sheet, Peb"):
        read(path, "Mar")


def test_json_rows_are_taken_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('{"rows": [{"id_realisasi": 1, "rak": 1250000.10}, 5]}')

    assert read(path) == [
        {"id_realisasi": 1, "rak": Decimal("1250000.10")},
        {UNREAD: 5},
    ]
    path.write_text('[{"rak": NaN}]')
    with pytest.raises(HarmfulError):
        read(path)


def test_days_and_own_words_are_left_to_the_dialect_of_the_source(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["id_realisasi", "kode_skpd", "bulan", "tanggal"])
    book.worksheets[0].append(["1", "u", "TW I", date(2026, 2, 5)])
    book.worksheets[0].append(["2", "u", "Peb", "5 Peb 2026"])
    path = xlsx(tmp_path, book)
    table = Table(
        path,
        None,
        KEYS,
        "realisation",
        "unit",
        ",",
        day_first=True,
        words={"bulan": frozenset({"tw i"})},
    )

    assert [row.raw for row in table.rows() if row.raw is not None] == [
        {"id_realisasi": "1", "kode_skpd": "u", "bulan": "TW I", "tanggal": "05/02/2026"},
        {"id_realisasi": "2", "kode_skpd": "u", "bulan": 2, "tanggal": "05/02/2026"},
    ]
