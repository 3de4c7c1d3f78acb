"""An edition as XLSX: out and in again it is the same, to the letter."""

from copy import deepcopy
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from tests.support import library

from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.yaml_text import read_yaml
from instrument.editions.store.workbook.guide import EXPLAINED
from instrument.editions.store.workbook.layout import GUIDE, SHEETS
from instrument.editions.store.workbook.writing import template, write_workbook
from instrument.editions.usecases.read import read_edition

from .workbooks import read_workbook

GOOD = library.read_yaml(
    (Path(__file__).parents[1] / "samples" / "sheets" / "edition.yaml").read_text("utf-8")
)
EDITIONS = [
    "kinerja-pd-bulanan",
    "kinerja-pd-triwulanan",
    "permenpanrb-5-2018",
    "permenpanrb-59-2020",
    "permenpanrb-8-2026-pemdi",
    "permenpanrb-88-2021-akip",
]
# What a document may hold: no control characters but line breaks, no halves of characters.
TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40
)


def hash_of(document: dict[str, Any]) -> str:
    return content_hash(canonical(read_edition("edition.yaml", document)))


@pytest.mark.parametrize("code", EDITIONS)
def test_packaged_edition_survives_the_way_out_and_in(code: str) -> None:
    source = files("instrument").joinpath(f"packaged/editions/{code}.yaml").read_text("utf-8")
    document = read_yaml(code, source)
    once = write_workbook(document)
    again = read_workbook(once)
    assert hash_of(again) == hash_of(document)
    assert read_workbook(write_workbook(again)) == again


@settings(max_examples=8, deadline=None)  # each writes and reads a whole file
@given(st.lists(TEXTS, min_size=14, max_size=14))
def test_every_text_comes_back_as_it_was(texts: list[str]) -> None:
    document = deepcopy(GOOD)
    names = [{"id": texts[place], "en": texts[place + 7]} for place in range(7)]
    for node, name in zip(document["nodes"], names, strict=True):
        node["name"] = name
    again = read_workbook(write_workbook(document))
    assert [node["name"] for node in again["nodes"]] == names


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "@x",
        "_x0041_",
        " kiri dan kanan ",
        "baris\r\nbaris",
        "1.10",
        "TRUE",
        "\t",
        "'",
    ],
)
def test_text_that_a_spreadsheet_would_change_stays(text: str) -> None:
    document = deepcopy(GOOD)
    document["nodes"][2]["name"] = {"id": text, "en": text}
    data = write_workbook(document)
    assert read_workbook(data)["nodes"][2]["name"] == {"id": text, "en": text}
    cells = load_workbook(BytesIO(data))["nodes"]
    assert {cell.data_type for row in cells.iter_rows(min_row=2) for cell in row} <= {"s", "n"}


def test_numbers_codes_and_dates_are_text_in_the_file() -> None:
    document = deepcopy(GOOD) | {"in_force_from": "2021-01-31"}
    book = load_workbook(BytesIO(write_workbook(document)))
    for sheet in SHEETS:
        for row in book[sheet.name].iter_rows():
            for cell in row:
                assert cell.value is None or isinstance(cell.value, str)
                assert cell.value is None or cell.number_format == "@"


def test_list_of_codes_is_one_cell_with_a_code_a_line() -> None:
    document = deepcopy(GOOD)
    document["nodes"][3]["related"] = ["1"]
    document["nodes"][6]["related"] = ["1", "2"]
    data = write_workbook(document)
    assert read_workbook(data)["nodes"][6]["related"] == ["1", "2"]
    (place,) = (
        number
        for number, column in enumerate(SHEETS[5].columns, start=1)
        if column.heading == "related"
    )
    assert load_workbook(BytesIO(data))["nodes"].cell(8, place).value == "1\n2"


def test_template_explains_every_column_and_offers_the_choices() -> None:
    book = load_workbook(BytesIO(template()))
    assert book.sheetnames == [GUIDE, *(sheet.name for sheet in SHEETS)]
    guide = {(row[0], row[1]): row[4:6] for row in book[GUIDE].iter_rows(values_only=True)}
    for sheet in SHEETS:
        page = book[sheet.name]
        headings = [cell.value for cell in page[1]]
        assert headings == [column.heading for column in sheet.columns]
        assert page.max_row == 1
        assert {column.path[0] for column in sheet.columns} == set(EXPLAINED[sheet.name])
        for column in sheet.columns:
            assert all(guide[sheet.name, column.heading])
        offered = {
            str(offer.sqref).partition("2:")[0]: offer.formula1
            for offer in page.data_validations.dataValidation
        }
        expected = {
            get_column_letter(place): f'"{",".join(column.choices)}"'
            for place, column in enumerate(sheet.columns, start=1)
            if column.choices
        }
        assert offered == expected


def test_template_reads_back_as_an_empty_document() -> None:
    assert read_workbook(template()) == {
        "scales": [],
        "predicates": [],
        "maturity_levels": [],
        "nodes": [],
    }


def test_document_with_defects_of_content_is_written_all_the_same() -> None:
    document = deepcopy(GOOD)
    document["nodes"][2]["weight"] = "39"
    assert read_workbook(write_workbook(document))["nodes"][2]["weight"] == "39"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"unknown": 1}, "/unknown"),
        ({"nodes": [*GOOD["nodes"], GOOD["nodes"][2]]}, "/nodes/7/code"),
        (
            {"nodes": [*GOOD["nodes"][:6], GOOD["nodes"][6] | {"related": ["x" * 99] * 400}]},
            "",
        ),
    ],
)
def test_what_a_spreadsheet_cannot_hold_is_refused(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(DefectiveError) as raised:
        write_workbook(GOOD | change)
    assert pointer in [defect.pointer for defect in raised.value.defects]
