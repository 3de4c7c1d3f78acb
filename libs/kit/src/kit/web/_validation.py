"""What pydantic found wrong, as pointers and sentences in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi.exceptions import RequestValidationError

from rules.refusal import Refusal, pointer_to
from rules.text import Text

# Indonesian for the kinds of errors that people meet; the rest stays in pydantic's English.
_INDONESIAN: Final[Mapping[str, str]] = {
    "missing": "wajib diisi",
    "extra_forbidden": "tidak dikenal",
    "json_invalid": "bukan JSON yang sah",
    "string_type": "harus berupa teks",
    "string_too_short": "paling sedikit {min_length} karakter",
    "string_too_long": "paling banyak {max_length} karakter",
    "string_pattern_mismatch": "tidak sesuai pola {pattern}",
    "int_type": "harus berupa bilangan bulat",
    "int_parsing": "harus berupa bilangan bulat",
    "int_from_float": "harus berupa bilangan bulat",
    "bool_parsing": "harus true atau false",
    "bool_type": "harus true atau false",
    "decimal_parsing": "harus berupa bilangan",
    "decimal_type": "harus berupa bilangan",
    "greater_than": "harus lebih dari {gt}",
    "greater_than_equal": "paling kecil {ge}",
    "less_than": "harus kurang dari {lt}",
    "less_than_equal": "paling besar {le}",
    "list_type": "harus berupa daftar",
    "too_short": "paling sedikit {min_length} butir",
    "too_long": "paling banyak {max_length} butir",
    "dict_type": "harus berupa objek",
    "model_attributes_type": "harus berupa objek",
    "enum": "harus salah satu dari {expected}",
    "literal_error": "harus salah satu dari {expected}",
    "uuid_parsing": "harus berupa UUID",
    "uuid_type": "harus berupa UUID",
    "date_from_datetime_parsing": "harus berupa tanggal, misalnya 2026-01-31",
    "datetime_from_date_parsing": "harus berupa waktu RFC 3339, misalnya 2026-01-31T08:00:00Z",
    "timezone_aware": "harus menyebut zona waktu",
    "text_with_nul": "tidak boleh memuat karakter NUL",
    "text_blank": "tidak boleh kosong",
    "instant_out_of_range": "harus di antara tahun 2 dan 9998",
}


def field_errors(error: RequestValidationError) -> list[Refusal]:
    """Return what is wrong, where, and never what was sent."""
    return [Refusal(_pointer(found["loc"]), _message(found)) for found in error.errors()]


def _pointer(location: Sequence[str | int]) -> str:
    place, *rest = location
    if place != "body":
        return "/".join(str(part) for part in (place, *rest))
    if len(rest) == 1 and isinstance(rest[0], int):
        return ""  # a position in text that is not JSON: the whole document
    return pointer_to(*rest)


def _message(found: Mapping[str, Any]) -> Text:
    english = str(found["msg"])
    template = _INDONESIAN.get(found["type"])
    if template is None:
        return Text(english, english)
    return Text(template.format_map(found.get("ctx") or {}), english)
