"""Rows of JSON files: read one by one, and refused where other doors refuse them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.spreadsheet import HarmfulError
from tables.json_stream import NoRows, stream_json

PIECE = 1_048_576


def read(tmp_path: Path, data: bytes) -> list[Any]:
    path = tmp_path / "rows.json"
    path.write_bytes(data)
    return list(stream_json(path, "rows"))


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"[]", []),
        (b' [ {"a": 1} , 2.50, null ]\n', [{"a": 1}, Decimal("2.50"), None]),
        (b'\xef\xbb\xbf[{"a": "\xc3\xa9"}]', [{"a": "\u00e9"}]),
        (b'{"rows": []}', []),
        (b'{"at": {"rows": [5]}, "rows": [{"a": [1]}, 7], "n": 2}', [{"a": [1]}, 7]),
    ],
)
def test_rows_are_those_of_a_list_or_of_an_object(
    tmp_path: Path, data: bytes, rows: list[Any]
) -> None:
    assert read(tmp_path, data) == rows


@pytest.mark.parametrize("shift", range(4))
def test_nothing_is_cut_where_a_piece_ends(tmp_path: Path, shift: int) -> None:
    head = b'[{"a":"' + b"x" * (PIECE - 12 - shift) + b'"},'

    assert read(tmp_path, head + b'123456,"\xc3\xa9",true]')[1:] == [123456, "\u00e9", True]


@pytest.mark.parametrize("data", [b"", b"5", b'"rows"', b"{}", b'{"a": []}', b'{"rows": 5}'])
def test_json_without_rows_has_none(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NoRows):
        read(tmp_path, data)


@pytest.mark.parametrize(
    "data",
    [
        b"[",
        b"[1",
        b"[1,",
        b"[1,]",
        b"[1 2]",
        b"[1] 2",
        b'[{"a": 1, "a": 2}]',
        b'[{"a": NaN}]',
        b'[{"a": 1e999999x}]',
        b"[" + b"9" * 5_000 + b"]",
        b'[{"a": "\\ud800"}]',
        b'["\xff"]',
        b'["a\nb"]',
        b"[" + b"[" * 300 + b"]" * 300 + b"]",
        b"[" + b"[" * 500_000,
        b'["' + b"x" * (PIECE + 1) + b'"]',
        b'{"rows": [1], "rows": [2]}',
        b'{"rows": [1]',
        b'{"rows": [1],}',
        b'{"rows": [1]} []',
        b'{"a": ' + b" " * 10 + b'"' + b"x" * (PIECE + 1) + b'", "rows": []}',
        b"{" + b",".join(b'"%d": 1' % number for number in range(200)) + b"}",
        "[1]".encode("utf-16"),
    ],
)
def test_what_other_doors_refuse_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(HarmfulError):
        read(tmp_path, data)


def test_the_place_is_said_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(HarmfulError) as caught:
        read(tmp_path, b'[{"a": 1}, {"a": 1, "a": 2}]')

    assert caught.value.reason.en == "up to row 2: is written twice"
    assert caught.value.reason.id == "sampai baris ke-2: tertulis 2 kali"
