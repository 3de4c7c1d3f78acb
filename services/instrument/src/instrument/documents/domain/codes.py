"""The rules for codes that stand in addresses; published documents are not asked again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rules.codes import CODE, LONGEST_CODE
from rules.refusal import Refusal
from rules.text import Text

# Answers to an indicator and targets of a node are found by their codes too.
_CODE: Final = re.compile(rf"{CODE}(?<=[A-Za-z0-9])")
# An address may end in the kind of document, and these stand where a code could.
_ENDINGS: Final = (".json", ".yaml", ".xlsx")
_RESERVED: Final = frozenset({"template", "preview"})

_WRITING: Final = Text(
    "isi kode dari huruf, angka, titik, garis bawah, dan tanda hubung, diawali dan diakhiri huruf"
    " atau angka, tanpa bagian kosong di antara titik, misalnya {example}",
    "needs a code of letters, digits, dots, underscores and hyphens that begins and ends with a"
    " letter or a digit, with nothing empty between dots, like {example}",
)


def fault_of_code(code: object, example: str) -> Text | None:
    """Return what is wrong with the code of a document; None if nothing is."""
    fault = _fault_of_writing(code, example)
    if fault is not None or not isinstance(code, str):
        return fault
    if code in _RESERVED or code.endswith(_ENDINGS):
        endings = ", ".join(_ENDINGS)
        words = ", ".join(sorted(_RESERVED))
        return Text(
            f"pilih kode lain: {words}, dan akhiran {endings} dipakai dalam alamat API",
            f"choose another code: {words} and the endings {endings} have a meaning in addresses",
        )
    return None


def check_codes(document: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield a defect for each code that could not stand in an address."""
    crosswalk_code = document.get("crosswalk_code")
    if isinstance(crosswalk_code, str):
        yield from _refusals("/crosswalk_code", fault_of_code(crosswalk_code, "2025--2026"))
    instrument_code = document.get("instrument_code")
    if isinstance(instrument_code, str):
        yield from _refusals("/instrument_code", _fault_of_writing(instrument_code, "spbe"))
    nodes = document.get("nodes")
    for place, node in enumerate(nodes if isinstance(nodes, list) else ()):
        if isinstance(node, Mapping) and isinstance(code := node.get("code"), str):
            yield from _refusals(f"/nodes/{place}/code", _fault_of_writing(code, "1.a"))


def _fault_of_writing(code: object, example: str) -> Text | None:
    if isinstance(code, str) and len(code) <= LONGEST_CODE and _CODE.fullmatch(code) is not None:
        return None
    return Text(_WRITING.id.format(example=example), _WRITING.en.format(example=example))


def _refusals(pointer: str, fault: Text | None) -> Iterator[Refusal]:
    if fault is not None:
        yield Refusal(pointer, fault)
