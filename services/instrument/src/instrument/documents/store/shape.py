"""Where a document does not have the shape of its model, with a sentence for each place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from instrument.documents.store.known_keys import keys_to_give
from instrument.documents.store.parts import Part
from rules.refusal import Refusal, pointer_to
from rules.sentences import sentence_of
from rules.text import Text

Place = tuple[int | str, ...]

# The tags of unions, which pydantic adds to the location of an error.
_TAGS: Final = frozenset(
    {
        *("ladder", "measure", "fact", "all", "any", "not"),
        *("claim_against_fact", "claim_against_derived", "related", "last_year", "sources"),
    }
)
_LONG_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?")
_QUOTED: Final = re.compile(r"'([^']*)'")
_OBJECT: Final = Text("harus berupa objek dengan kunci-kuncinya", "must be an object with its keys")
_WHOLE: Final = Text("harus bilangan bulat tanpa tanda kutip", "must be a whole number, unquoted")
_TRUTH: Final = Text("harus true atau false", "must be true or false")
_DAY: Final = Text("harus tanggal, misalnya 2026-01-31", "must be a date, like 2026-01-31")
_KIND: Final = Text(
    "{discriminator} harus salah satu dari: {expected_tags}",
    "{discriminator} must be one of: {expected_tags}",
)
# By pydantic's type of error; the names in braces come from its context.
_SENTENCES: Final[Mapping[str, Text]] = {
    "extra_forbidden": Text(
        "kunci tidak dikenal; kunci yang ada di sini: {known}",
        "is an unknown key; the keys here: {known}",
    ),
    "missing": Text("wajib diisi", "is required"),
    "string_type": Text("harus berupa teks dalam tanda kutip", "must be text in quotes"),
    "string_pattern_mismatch": Text(
        'harus bilangan eksak: "2.75" atau "20/3"', 'must be an exact number: "2.75" or "20/3"'
    ),
    "number_too_long": Text(
        "paling banyak 30 angka pada pembilang dan penyebut, atau sebelum dan sesudah titik",
        "must have 30 digits at most above and below the line, or before and after the point",
    ),
    "string_too_short": Text("tidak boleh kosong", "must not be empty"),
    "string_too_long": Text(
        "paling banyak {max_length} karakter", "must have {max_length} characters at most"
    ),
    "string_unicode": Text("memuat karakter rusak", "has a broken character"),
    "too_short": Text(
        "paling sedikit {min_length} butir, ada {actual_length}",
        "needs at least {min_length} item, it has {actual_length}",
    ),
    "too_long": Text("paling banyak {max_length} butir", "must have {max_length} items at most"),
    "greater_than_equal": Text("paling kecil {ge}", "must be at least {ge}"),
    "less_than_equal": Text("paling besar {le}", "must be at most {le}"),
    "literal_error": Text("harus salah satu dari: {expected}", "must be one of: {expected}"),
    "union_tag_invalid": _KIND,
    "union_tag_not_found": Text(
        "{discriminator} wajib diisi: jenis bagian ini",
        "{discriminator} is required: what kind of part it is",
    ),
    "tuple_type": Text("harus berupa daftar", "must be a list"),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    **dict.fromkeys(
        (
            "date_type",
            "date_parsing",
            "date_from_datetime_parsing",
            "date_from_datetime_inexact",
        ),
        _DAY,
    ),
    "control_characters": Text(
        "tidak boleh memuat karakter kendali", "must not contain control characters"
    ),
    "value": Text(
        "harus true, false, atau bilangan eksak dalam tanda kutip",
        "must be true, false or an exact number in quotes",
    ),
    "floor": Text(
        "harus bagian dari bobot dalam tanda kutip, 0 sampai 1, atau never",
        "must be a share of the weight in quotes, 0 to 1, or never",
    ),
    "value_of_example": Text(
        "harus true, false, absent, unknown, atau bilangan eksak dalam tanda kutip",
        "must be true, false, absent, unknown or an exact number in quotes",
    ),
}


class Misfit(NamedTuple):
    """A part that does not fit the model: where it stands, and what is wrong with it."""

    place: Place
    text: Text
    is_unknown_key: bool = False

    def defect(self) -> Refusal:
        """Return it as a defect of the document."""
        return Refusal(pointer_to(*self.place), self.text)


def misfits(error: ValidationError, content: Any, model: type[Part]) -> list[Misfit]:
    """Return the errors of pydantic as misfits, with places in the document as it was given."""
    by_place: dict[Place, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # pydantic counts only the valid items; each invalid one is reported
        place = _place(detail["loc"], content, missing=detail["type"] == "missing")
        if detail["type"] == "extra_forbidden":
            present = part_at(content, place[:-1])
            detail["ctx"] = {"known": keys_to_give(model, detail["loc"], present)}
        by_place.setdefault(place, []).append(detail)
    return [misfit for place, detail in by_place.items() for misfit in _at(place, detail)]


def part_at(document: Any, place: Place) -> Any:
    """Return what stands at a place; None for a key that is not there."""
    for part in place:
        document = document.get(part) if isinstance(document, dict) else document[part]
    return document


def place_of(document: Any, pointer: str) -> Place:
    """Return the place that a JSON pointer names in a document."""
    place: list[int | str] = []
    for written in pointer.split("/")[1:]:
        key = written.replace("~1", "/").replace("~0", "~")
        part = int(key) if isinstance(document, list | tuple) else key
        document = part_at(document, (part,))
        place.append(part)
    return tuple(place)


def _at(place: Place, details: Sequence[ErrorDetails]) -> Iterator[Misfit]:
    kinds = [_kind(detail) for detail in details]
    if len(details) > 1 and "bool_type" in kinds and "number_too_long" not in kinds:
        # No member of the union fits: one sentence for all of them.
        kind = "value_of_example" if "literal_error" in kinds else "value"
        yield Misfit(place, _SENTENCES[kind])
        return
    if len(details) > 1 and "literal_error" in kinds and "number_too_long" not in kinds:
        yield Misfit(place, _SENTENCES["floor"])
        return
    if "number_too_long" in kinds:
        yield Misfit(place, _SENTENCES["number_too_long"])
        return
    for kind, detail in zip(kinds, details, strict=True):
        yield Misfit(place, _message(kind, detail), kind == "extra_forbidden")


def _message(kind: str, detail: ErrorDetails) -> Text:
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return sentence_of(detail)
    values = dict(detail.get("ctx") or {})
    for name in ("expected", "expected_tags", "discriminator"):
        if name in values:
            values[name] = ", ".join(_QUOTED.findall(str(values[name])))
    return Text(sentence.id.format_map(values), sentence.en.format_map(values))


def _kind(detail: ErrorDetails) -> str:
    """Return the kind of an error; a number that is too long has a kind of its own."""
    given = detail["input"]
    if detail["type"] == "string_pattern_mismatch" and _LONG_NUMBER.fullmatch(str(given)):
        return "number_too_long"
    return detail["type"]


def _place(location: Place, content: Any, *, missing: bool) -> Place:
    """Return the place in the document, without the tags of unions that pydantic adds.

    Of absent keys, only a missing one has a place. The last part is never a tag.
    """
    place: list[int | str] = []
    entered = True
    last = len(location) - 1
    for depth, part in enumerate(location):
        if isinstance(content, dict):
            if entered and depth < last and part in _TAGS and content.get("kind") == part:
                entered = False
                continue
            if part not in content and not missing:
                break
            content, entered = content.get(part), True
        elif isinstance(content, list) and isinstance(part, int):
            content, entered = content[part], True
        else:
            break
        place.append(part)
    return tuple(place)
