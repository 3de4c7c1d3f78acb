"""What can be wrong with a row, with its sentence."""

from dataclasses import dataclass
from typing import Final

from integration.sources.domain.reason import Reason
from rules.text import Text

UNKNOWN_UNIT: Final = "unknown_unit"
CONFLICTING: Final = "conflicting"
DAY_AHEAD: Final = "day_ahead"
MISSING_COLUMN: Final = "missing_column"
UNREADABLE_UNIT: Final = "unreadable_unit"
# What is wrong with these rows is not that they cannot be read.
READABLE: Final = frozenset({UNKNOWN_UNIT, CONFLICTING, DAY_AHEAD, MISSING_COLUMN})
# Stands for the value of a member that its object has twice: nobody knows which one is meant.
WRITTEN_TWICE: Final = object()

_ALL: Final = (
    Reason("not_an_object", Text("bukan objek", "it is not an object")),
    Reason("missing", Text("nilai wajib tidak ada", "a required value is missing")),
    Reason("written_twice", Text("tertulis dua kali", "it is written twice")),
    Reason("not_text", Text("bukan teks", "it is not text")),
    Reason("too_long", Text("terlalu panjang", "it is too long")),
    Reason(
        "not_a_number",
        Text("bukan angka menurut format sumber", "no number in the declared format"),
    ),
    Reason("out_of_range", Text("di luar rentang", "it is out of range")),
    Reason("not_a_time", Text("bukan waktu setempat", "it is no local time")),
    Reason(
        "not_a_code",
        Text("bukan kode dari himpunan kode mana pun", "it is no code of any code set"),
    ),
    Reason("unknown_value", Text("nilai tidak dikenal", "the value is not one of the known ones")),
    Reason(
        "wrong_year", Text("bukan tahun yang diminta", "it is not of the year that was asked for")
    ),
    Reason(
        UNKNOWN_UNIT,
        Text(
            "unit ini belum dipetakan ke instansi mana pun", "the unit is not mapped to any agency"
        ),
    ),
    Reason(
        UNREADABLE_UNIT,
        Text("unit ini tidak dapat dibaca", "the unit cannot be read"),
    ),
    Reason(
        "duplicate",
        Text(
            "id yang sama muncul dengan isi berbeda",
            "the same id appears twice with different content",
        ),
    ),
    Reason(
        CONFLICTING,
        Text(
            "baris lain tentang hal yang sama berisi lain",
            "another row about the same thing says something else",
        ),
    ),
    Reason(DAY_AHEAD, Text("waktunya belum tiba", "its day is still to come")),
    Reason(
        MISSING_COLUMN,
        Text(
            "tidak satu baris pun memuat isi kolom yang dipetakan ini",
            "no row has what is to be read from this mapped column",
        ),
    ),
)
SENTENCES: Final = {reason.code: reason for reason in _ALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """A row that could not be read, that contradicts another one, or whose day has not come.

    Or, at the first row, a mapped column that no row has.

    The record of one that could not be read keeps the last good version, if there is one. `code`
    is one of `SENTENCES`; `found` quotes the broken value, shortened. `relevant`: the row is of a
    unit that the source maps, or may be, and facts rest on it.
    """

    resource: str
    position: int
    record_id: str | None
    field: str
    code: str
    found: str = ""
    relevant: bool = True
