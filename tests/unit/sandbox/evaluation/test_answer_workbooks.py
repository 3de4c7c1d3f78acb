"""A workbook of answers may come from anybody: what it says costs little."""

import zipfile
from io import BytesIO

import pytest
from tests.unit.sandbox.evaluation.test_answer_tables import sheet_of

from rules.answers import AnswersError
from sandbox.evaluation.answer_files import read_answer_file


def test_a_sheet_that_is_merged_from_corner_to_corner_costs_little() -> None:
    data = sheet_of(("kode", "tingkat"), ("1", 3))
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    parts[name] = parts[name].replace(b"</sheetData>", merged)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)

    with pytest.raises(AnswersError):
        read_answer_file("a.xlsx", out.getvalue())
