"""What the names in a document may consist of; published documents are not asked again."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rules.refusal import Refusal, pointer_to
from rules.text import fault_of_name

_NAMES: Final = frozenset({"name", "title"})


def check_names(document: Any, pointer: str = "") -> Iterator[Refusal]:
    """Yield a defect for each name that is hidden, blank, or more than one line."""
    if isinstance(document, list | tuple):
        for place, part in enumerate(document):
            yield from check_names(part, f"{pointer}/{place}")
    elif isinstance(document, Mapping):
        for key, part in document.items():
            where = pointer + pointer_to(key)
            if key in _NAMES and isinstance(part, Mapping):
                yield from _faults(part, where)
            else:
                yield from check_names(part, where)


def _faults(name: Mapping[str, Any], pointer: str) -> Iterator[Refusal]:
    for language, text in name.items():
        if not isinstance(text, str) or not text:
            continue  # the shape of the document says so
        fault = fault_of_name(text)
        if fault is not None:
            yield Refusal(pointer + pointer_to(language), fault)
