"""Canonical bytes, keys, archives and workbooks of published results."""

import io
import zipfile
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pydantic import ValidationError

from rules.canonical import canonical
from rules.text import Text
from scoring.publication.domain.archive import read_archive, write_archive
from scoring.publication.domain.national import Written
from scoring.publication.domain.signing_keys import Keys, KeyUnreadableError, PublicKey, SigningKey
from scoring.publication.usecases.read_national import (
    UnreadableError,
    keys_of,
    number_of,
    read_json,
    read_workbook,
)
from scoring.publication.usecases.write_workbook import read_sheets
from scoring.results.domain.canonical import read_canonical
from scoring.results.domain.flaw import FlawFound
from scoring.settings import ScoringSettings

KEY = SigningKey(b"\x01" * 32)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXTS, part, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_canonical_bytes_are_read_back_and_written_alike(value: object) -> None:
    data = canonical(value)

    assert read_canonical(data, file="x") == value
    assert canonical(read_canonical(data, file="x")) == data


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b'{"b":1,"a":2}', "canonical form at byte 2"),
        (b'{"a": 1}', "canonical form at byte 5"),
        (b'{"a":1,"a":1}', "JSON"),
        (b"1.0", "canonical form at byte 1"),
        (b"\xff", "JSON"),
        (b"", "JSON"),
        (b"NaN", "JSON"),
        (b"1" * 5000, "JSON"),
        (b"[" * 200_000, "JSON"),
    ],
)
def test_another_form_is_named_by_its_place(data: bytes, field: str) -> None:
    with pytest.raises(FlawFound) as found:
        read_canonical(data, file="x.json")

    assert (found.value.flaw.file, found.value.flaw.field) == ("x.json", field)


@given(st.binary(max_size=100), st.integers(0, 85), st.data())
def test_a_signature_is_of_one_key_and_these_bytes(
    body: bytes, place: int, data: st.DataObject
) -> None:
    signature = KEY.sign(body)
    letter = data.draw(st.sampled_from("ABab01-_").filter(lambda one: one != signature[place]))

    assert KEY.public.verifies(body, signature)
    assert not KEY.public.verifies(body + b"x", signature)
    assert not SigningKey(b"\x02" * 32).public.verifies(body, signature)
    assert not KEY.public.verifies(body, signature[:place] + letter + signature[place + 1 :])
    assert not KEY.public.verifies(body, signature + "==")


def test_keys_are_written_and_read_back() -> None:
    made = SigningKey.generate()

    assert SigningKey.from_text(made.text) == made
    assert PublicKey.from_text(made.public.text) == made.public
    assert PublicKey.from_text(made.public.pem.decode()) == made.public
    assert made.text not in repr(made)
    keys = Keys.of(made.text, [KEY.public.text])
    assert keys.known.keys() == {made.public.key_id, KEY.public.key_id}
    assert Keys.of(None).known == {}


@pytest.mark.parametrize("text", ["", "short", "!" * 43, "-----BEGIN PUBLIC KEY-----\nxx\n"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyUnreadableError):
        PublicKey.from_text(text)


def test_a_wrong_key_in_the_settings_is_named_without_being_shown() -> None:
    given = {
        "database_url": "x",
        "kafka_bootstrap_servers": "x",
        "oidc_issuer": "x",
        "cursor_key": "of-this-test-and-longer-than-32-characters",
    }
    with pytest.raises(ValidationError) as found:
        ScoringSettings(**given, result_signing_key="my-secret-that-is-no-key")  # type: ignore[arg-type]  # as from the environment

    errors = found.value.errors(include_input=False)
    assert [error["loc"] for error in errors] == [("result_signing_key",)]
    assert "my-secret" not in str(errors)
    with pytest.raises(ValidationError, match="result_public_keys"):
        ScoringSettings(**given, result_public_keys=("no",))  # type: ignore[arg-type]  # as above


def test_an_archive_is_the_same_every_time() -> None:
    files = {"b.txt": b"b" * 1000, "a.txt": b"\x00\xff"}

    assert write_archive(files) == write_archive(dict(files))
    assert read_archive(write_archive(files)) == files
    assert [*read_archive(write_archive(files))] == ["b.txt", "a.txt"]


def test_an_archive_that_names_a_file_twice_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")

    with pytest.raises(FlawFound, match="several"):
        read_archive(buffer.getvalue())


def test_an_archive_that_says_less_than_it_holds_is_refused() -> None:
    data = write_archive({"a": b"0" * 1000})
    lies = data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    with pytest.raises(FlawFound) as found:
        read_archive(lies)
    assert found.value.flaw.file == "a"


def test_cells_are_texts_and_never_formulas() -> None:
    book = Workbook()
    book.worksheets[0].append(["=1+1", None, 2.5, "tiga"])
    buffer = io.BytesIO()
    book.save(buffer)

    (rows,) = read_sheets(buffer.getvalue(), file="x").values()
    assert rows[0][1:] == ["", "2.5", "tiga"]
    with pytest.raises(FlawFound):
        read_sheets(write_archive({"a": b"no workbook"}), file="x")


def test_a_workbook_with_a_hidden_document_type_is_refused() -> None:
    bomb = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x [<!ENTITY a 'aaaa'>]><sst>&a;</sst>"
    parts = {"[Content_Types].xml": b"<Types/>", "xl/sharedStrings.xml": bomb.encode("utf-16")}

    with pytest.raises(FlawFound, match="cannot be read as XLSX"):
        read_sheets(write_archive(parts), file="x")


def test_the_national_keys_are_data() -> None:
    keys = keys_of("permenpanrb-59-2020")

    assert (keys["D2001"], keys["A2008"], keys["indeks"]) == ("D1", "A8", "index")
    assert len(keys) == 13
    assert keys_of("kinerja-pd-bulanan") == {}


def test_national_numbers_keep_what_was_written() -> None:
    (row,) = read_json(b'[{"nilai": {"indeks": 4.2125000000, "A1": "3,50"}}]')

    assert row.values == {"indeks": "4.2125000000", "A1": "3,50"}
    assert number_of("3,50") == Written(Fraction(7, 2), 2)
    for text in ("", "1e5", "NaN", "4.", "1" * 30, None):
        assert isinstance(number_of(text), Text)


def test_a_workbook_without_results_is_refused() -> None:
    buffer = io.BytesIO()
    Workbook().save(buffer)

    with pytest.raises(UnreadableError, match=r"Sheet!A1: keys in row 1"):
        read_workbook(buffer.getvalue())


@pytest.mark.parametrize("hidden", ["between", "extra", "name"])
def test_an_archive_that_other_programs_unpack_otherwise_is_refused(hidden: str) -> None:
    data = write_archive({"a": b"1", "b": b"2"})
    if hidden == "between":
        second = data.index(b"PK\x03\x04", 4)
        inside = write_archive({"b": b"3"})
        inside = inside[: inside.index(b"PK\x01\x02")]
        moved = data.rindex(b"PK\x01\x02")
        place, ends = moved + 42, len(data) - 6
        changed = bytearray(data)
        changed[place : place + 4] = (second + len(inside)).to_bytes(4, "little")
        directory = data.index(b"PK\x01\x02") + len(inside)
        changed[ends : ends + 4] = directory.to_bytes(4, "little")
        data = bytes(changed[:second]) + inside + bytes(changed[second:])
    else:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            info = zipfile.ZipInfo("a")
            if hidden == "extra":
                info.extra = b"up\x06\x00\x01\x00\x00\x00\x00b"
            archive.writestr(info, b"1")
        data = made.getvalue()
        if hidden == "name":
            data = write_archive({"aXb": b"1"}).replace(b"aXb", b"a\x00b")

    with pytest.raises(FlawFound) as found:
        read_archive(data, allowed={"a", "b"})

    assert found.value.flaw.field == "edges"


@pytest.mark.parametrize(
    ("found", "shown"), [(True, "true"), (["a"], '["a"]'), ({"a": False}, '{"a": false}')]
)
def test_a_value_that_is_no_number_is_shown_as_json_writes_it(found: object, shown: str) -> None:
    told = number_of(found)

    assert isinstance(told, Text)
    assert told.id == f"harus berupa angka seperti 4.2125, bukan {shown}"
