"""What to do about a row that cannot be read."""

from collections.abc import Mapping
from typing import Final

from rules.text import Text

_ADVICE: Final[Mapping[str, Text]] = {
    "not_an_object": Text(
        "Periksa rows_at: di sana harus ada daftar objek.",
        "Check rows_at: there must be a list of objects.",
    ),
    "missing": Text(
        "Petakan kunci yang benar pada options.fields, atau sebut nilainya pada options.constants.",
        "Map the right key in options.fields, or say the value in options.constants.",
    ),
    "written_twice": Text(
        "Minta pengelola sistem mengirim setiap kunci sekali saja.",
        "Ask the owner of the system to send each key once.",
    ),
    "not_text": Text(
        "Kolom ini berisi teks; periksa pemetaan kuncinya.",
        "This field holds a text; check which key is mapped to it.",
    ),
    "too_long": Text(
        "Periksa pemetaan kuncinya: isinya terlalu panjang untuk kolom ini.",
        "Check which key is mapped: what it holds is too long for this field.",
    ),
    "not_a_number": Text(
        "Nyatakan penulisan angkanya pada options.number_format atau options.number_formats.",
        "Say how its numbers are written in options.number_format or options.number_formats.",
    ),
    "out_of_range": Text(
        "Periksa pemetaan kuncinya, lalu nilainya pada sistem sumber.",
        "Check which key is mapped, then the value in the source system.",
    ),
    "not_a_time": Text(
        "Nyatakan penulisan tanggalnya pada options.date_format.",
        "Say how its dates are written in options.date_format.",
    ),
    "not_a_code": Text(
        "Petakan kunci yang berisi kode lengkap, misalnya 2.16.03.2.02.0001.",
        "Map the key that holds the whole code, like 2.16.03.2.02.0001.",
    ),
    "unknown_value": Text(
        "Sebut padanan kata ini pada options.words; kata yang dikenal ada pada daftar adaptor.",
        "Say what this word means in options.words; the list of adapters has the known ones.",
    ),
    "wrong_year": Text(
        "Periksa apakah {year} berada di parameter yang benar.",
        "Check whether {year} stands in the right parameter.",
    ),
    "unknown_unit": Text(
        "Petakan unit ini pada units, atau sebut pada options.ignored_units.",
        "Map this unit in units, or name it in options.ignored_units.",
    ),
    "unreadable_unit": Text(
        "Petakan kunci yang berisi kode unit, atau sebut teks ini pada options.ignored_units.",
        "Map the key that holds the unit, or name this text in options.ignored_units.",
    ),
    "duplicate": Text(
        "Petakan kunci yang berbeda pada setiap baris sebagai id.",
        "Map a key as id that differs in every row.",
    ),
    "conflicting": Text(
        "Perbaiki salah satu barisnya pada sistem sumber.",
        "Correct one of the rows in the source system.",
    ),
    "day_ahead": Text(
        "Periksa tanggalnya pada sistem sumber; ia berlaku setelah harinya tiba.",
        "Check the day in the source system; it counts once it has come.",
    ),
    "missing_column": Text(
        "Periksa ejaan kunci ini pada options.fields.",
        "Check how this key is spelt in options.fields.",
    ),
}


def advice_on(code: str) -> Text:
    """Return what to do about a row error.

    Raises:
        KeyError: Nobody wrote it down.
    """
    return _ADVICE[code]
