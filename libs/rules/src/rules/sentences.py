"""What pydantic found wrong with a value, in both languages and without words of the machinery.

A pattern says nothing to people, so it is declared with its own sentence: `form(pattern, text)`.

`tests/architecture/test_fields_of_requests.py` finds a kind of error that a schema can give and
that has no sentence here.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rules.text import Text

_BY_SENTENCE: Final[Mapping[Text, tuple[str, ...]]] = {
    Text("wajib diisi", "is required"): ("missing",),
    Text("tidak dikenal", "is unknown"): ("extra_forbidden",),
    Text("bukan JSON yang sah", "is no JSON"): ("json_invalid", "json_type"),
    Text("harus berupa teks", "must be text"): ("string_type", "bytes_type"),
    Text("memuat karakter rusak", "has a broken character"): ("string_unicode",),
    Text("hanya boleh memuat karakter ASCII", "must have ASCII characters only"): (
        "string_not_ascii",
    ),
    Text("paling sedikit {min_length} karakter", "needs at least {min_length} characters"): (
        "string_too_short",
    ),
    Text("paling banyak {max_length} karakter", "must have {max_length} characters at most"): (
        "string_too_long",
    ),
    Text("bentuknya tidak sesuai", "has another form"): ("string_pattern_mismatch",),
    Text("harus berupa bilangan bulat", "must be a whole number"): (
        *("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
    ),
    Text("harus berupa bilangan", "must be a number"): (
        *("float_type", "float_parsing", "finite_number"),
        *("decimal_type", "decimal_parsing"),
    ),
    Text("harus true atau false", "must be true or false"): ("bool_type", "bool_parsing"),
    Text("harus lebih dari {gt}", "must be more than {gt}"): ("greater_than",),
    Text("paling kecil {ge}", "must be at least {ge}"): ("greater_than_equal",),
    Text("harus kurang dari {lt}", "must be less than {lt}"): ("less_than",),
    Text("paling besar {le}", "must be at most {le}"): ("less_than_equal",),
    Text("harus kelipatan {multiple_of}", "must be a multiple of {multiple_of}"): ("multiple_of",),
    Text("harus berupa daftar", "must be a list"): (
        *("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"),
    ),
    Text("paling sedikit {min_length} butir", "needs at least {min_length} items"): ("too_short",),
    Text("paling banyak {max_length} butir", "must have {max_length} items at most"): ("too_long",),
    Text("harus berupa objek", "must be an object"): (
        *("dict_type", "mapping_type", "model_type", "model_attributes_type"),
        "dataclass_type",
    ),
    Text("harus kosong (null)", "must be null"): ("none_required",),
    Text("harus salah satu dari {expected}", "must be one of {expected}"): (
        *("enum", "literal_error"),
    ),
    Text("harus salah satu dari {expected_tags}", "must be one of {expected_tags}"): (
        "union_tag_invalid",
    ),
    Text("{discriminator} wajib diisi", "{discriminator} is required"): ("union_tag_not_found",),
    Text("harus berupa UUID", "must be a UUID"): ("uuid_type", "uuid_parsing", "uuid_version"),
    Text("harus berupa tanggal, misalnya 2026-01-31", "must be a date, like 2026-01-31"): (
        *("date_type", "date_parsing"),
        *("date_from_datetime_parsing", "date_from_datetime_inexact"),
    ),
    Text(
        "harus berupa waktu RFC 3339, misalnya 2026-01-31T08:00:00Z",
        "must be an RFC 3339 time, like 2026-01-31T08:00:00Z",
    ): (
        *("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        *("datetime_object_invalid", "timezone_naive", "timezone_aware", "timezone_offset"),
    ),
}
SENTENCES: Final[Mapping[str, Text]] = {
    kind: text for text, kinds in _BY_SENTENCE.items() for kind in kinds
}
NO_ZONE: Final = Text(
    "harus menyebut zona waktu: Z atau, misalnya, +07:00",
    "must name its zone: Z or, for example, +07:00",
)
TOO_FINE: Final = Text(
    "paling banyak enam angka di belakang detik (mikrodetik)",
    "must have six digits behind the second at most (microseconds)",
)
_BLANK: Final = Text("tidak boleh kosong", "must not be blank")
_OTHER: Final = Text("nilai ini tidak dapat diterima", "this value cannot be taken")
# Lengths of texts are told in characters, whatever checked them.
_OF_TEXTS: Final = {"too_long": "string_too_long", "too_short": "string_too_short"}
_EITHER: Final = " or "
_FORMS: Final[dict[str, Text]] = {}


def form(pattern: str, text: Text) -> str:
    """Return a pattern of a field; `text` says with an example what the field must be.

    Raises:
        ValueError: The same pattern was declared with another sentence.
    """
    if _FORMS.setdefault(pattern, text) != text:
        raise ValueError(f"there are two sentences for the pattern {pattern}")
    return pattern


OPEN_CODE: Final = form(
    r"^[a-z][a-z0-9_]{0,39}$",
    Text(
        "harus berupa kode dengan huruf kecil, misalnya dokumen",
        "must be a code in lower case, like dokumen",
    ),
)
"""Codes of kinds, stages and tracks; which of them there are is data."""
SHA256: Final = form(
    r"^[0-9a-f]{64}$",
    Text(
        "harus berupa hash SHA-256, yaitu 64 angka dan huruf a sampai f",
        "must be a SHA-256 hash: 64 digits and letters a to f",
    ),
)
"""A hash, as it is written everywhere."""


def sentence_of(found: Mapping[str, Any]) -> Text:
    """Return what is wrong with a value, of one of pydantic's errors."""
    values = dict(found.get("ctx") or {})
    if found["type"] == "refused":  # `kit.fields.refused`
        return Text(values["id"], values["en"])
    kind = found["type"]
    if kind == "string_too_short" and values.get("min_length") == 1:
        return _BLANK
    if isinstance(found.get("input"), str):
        kind = _OF_TEXTS.get(kind, kind)
    if own := _FORMS.get(values.get("pattern", "")):
        return own  # its braces are of its example: there is nothing to fill in
    return Text(*_filled(SENTENCES.get(kind, _OTHER), values))


def _filled(sentence: Text, values: Mapping[str, Any]) -> Iterator[str]:
    for text, either in zip(sentence, (" atau ", _EITHER), strict=True):
        yield text.format_map(
            {
                name: value.replace(_EITHER, either) if isinstance(value, str) else value
                for name, value in values.items()
            }
        )
