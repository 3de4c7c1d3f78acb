"""What the names, codes and sentences in a document may consist of.

Published documents are not asked again.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rules.refusal import Refusal, pointer_to
from rules.text import fault_of_line, fault_of_name, fault_of_text

_NAMES: Final = frozenset({"name", "title"})
_CODES: Final = ("code", "symbol")


def check_texts(document: Any, pointer: str = "") -> Iterator[Refusal]:
    """Yield a defect for each text that hides something, and each name or code of many lines."""
    if isinstance(document, list | tuple):
        for place, part in enumerate(document):
            yield from check_texts(part, f"{pointer}/{place}")
    elif isinstance(document, Mapping):
        for key, part in document.items():
            yield from _member(key, part, pointer)
    elif isinstance(document, str):
        fault = fault_of_text(document)
        if fault is not None:
            yield Refusal(pointer, fault)


def _member(key: str, part: Any, pointer: str) -> Iterator[Refusal]:
    where = pointer + pointer_to(key)
    fault = fault_of_line(key)
    if fault is not None:
        yield Refusal(where, fault)
    elif key in _NAMES and isinstance(part, Mapping):
        yield from _faults_of_name(part, where)
    elif key.endswith(_CODES) and isinstance(part, str):
        fault = fault_of_line(part)
        if fault is not None:
            yield Refusal(where, fault)
    else:
        yield from check_texts(part, where)


def _faults_of_name(name: Mapping[str, Any], pointer: str) -> Iterator[Refusal]:
    for language, text in name.items():
        if not isinstance(text, str) or not text:
            continue  # the shape of the document says so
        fault = fault_of_name(text)
        if fault is not None:
            yield Refusal(pointer + pointer_to(language), fault)
