"""Schemes of codes and rows, on the list of a city as it is kept (the case `opd-list`)."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from submission.agencies.domain import Agency
from submission.registers.domain.order import from_the_top
from submission.registers.domain.row import HEADINGS, Defaults, read_row, warnings_of
from submission.registers.domain.scheme import Scheme

# Shortened: a code of five characters beside codes that begin with it, equal names, blanks.
LIST = """idopd,namaopd
000000,Seluruh Perangkat Daerah
010001,Sekretaris Daerah
011101,Bagian Pemerintahan\x20
030801,"Dinas Komunikasi, Informatika dan Statistik"
03080101,Sekretariat Dinas\x20
0308010101,Sub Bagian Umum
0308010103,Sub Bagian Keuangan
03080104,Bidang E-government
100000,Seluruh Desa/Kelurahan
140018,Dinas Penanaman Modal
14001801,Sekretariat
1400180101,Sub Bagian Umum
200001,Kelurahan Dangin Puri
20001,Sekretariat DPRD
200010,Kelurahan Ubung
200016,Kelurahan Sesetan
"""
FIRST = date(2020, 1, 1)
DEFAULTS = Defaults(
    under="9901",
    scheme=Scheme((6, 8, 10)),
    valid_from=FIRST,
    not_assessed=("000000", "100000"),
)


@pytest.fixture
def agencies() -> dict[str, Agency]:
    table = csv.DictReader(io.StringIO(LIST))
    rows = [{HEADINGS[name]: text for name, text in row.items()} for row in table]
    found = [read_row(row, DEFAULTS, None) for row in rows]
    return {each.code: each for each, faults in found if not faults}


def test_the_scheme_says_who_is_above_and_no_prefix_does(agencies: dict[str, Agency]) -> None:
    def below(code: str) -> list[str]:
        return [each.code for each in agencies.values() if each.parent_code == code]

    assert below("20001") == []
    assert below("030801") == ["03080101", "03080104"]
    assert below("03080101") == ["0308010101", "0308010103"]
    assert below("140018") == ["14001801"]
    assert agencies["200010"].parent_code == agencies["20001"].parent_code == "9901"


def test_codes_stay_texts_and_names_are_trimmed(agencies: dict[str, Agency]) -> None:
    assert len(agencies) == 16
    assert agencies["010001"].name == "Sekretaris Daerah"
    assert agencies["011101"].name == "Bagian Pemerintahan"
    assert agencies["03080101"].name == "Sekretariat Dinas"
    assert agencies["0308010101"].name == agencies["1400180101"].name


def test_only_the_odd_length_is_warned_about(agencies: dict[str, Agency]) -> None:
    warned = [code for code, each in agencies.items() if [*warnings_of(each, DEFAULTS)]]
    assert warned == ["20001"]


def test_pseudo_units_are_not_assessed(agencies: dict[str, Agency]) -> None:
    assert [code for code, each in agencies.items() if not each.is_assessed] == ["000000", "100000"]


def test_deeper_codes_are_units(agencies: dict[str, Agency]) -> None:
    assert {each.kind for each in agencies.values() if len(each.code) > 6} == {"unit"}
    assert agencies["030801"].kind == "agency"


def test_each_comes_after_the_one_above_it(agencies: dict[str, Agency]) -> None:
    order = [each.code for each in from_the_top(dict(reversed(agencies.items())))]
    assert order.index("030801") < order.index("03080101") < order.index("0308010101")


def test_a_column_that_is_not_there_changes_nothing() -> None:
    present = Agency(
        code="010001",
        name="Lama",
        short_name="L",
        kind="unit",
        parent_code="X",
        valid_from=date(2015, 1, 1),
        valid_until=date(2030, 1, 1),
        is_assessed=False,
        predecessor_codes=("0",),
    )
    plain = Defaults(under="9901", scheme=Scheme())
    found, faults = read_row({"code": "010001", "name": "Baru"}, plain, present)
    assert not faults
    assert (found.name, found.short_name, found.kind, found.parent_code) == (
        "Baru",
        "L",
        "unit",
        "X",
    )
    assert (found.valid_until, found.is_assessed) == (date(2030, 1, 1), False)
    assert found.predecessor_codes == ("0",)


def test_every_wrong_cell_is_named() -> None:
    row = {
        "code": "a b",
        "name": " ",
        "short_name": "x" * 101,
        "kind": "dinas",
        "parent_code": "?",
        "valid_from": "2020-02-30",
        "is_assessed": "mungkin",
    }
    _, faults = read_row(row, DEFAULTS, None)
    assert {each.column for each in faults} == row.keys()


def test_a_table_without_time_zones_keeps_that_of_an_agency() -> None:
    row = {"code": "010001", "name": "Sekretaris Daerah"}
    present, _ = read_row(row, DEFAULTS, None)
    again, _ = read_row(row, DEFAULTS, replace(present, time_zone="Asia/Jayapura"))
    assert again.time_zone == "Asia/Jayapura"
