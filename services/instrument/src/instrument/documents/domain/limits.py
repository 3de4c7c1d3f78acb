"""How large a document may be, looked at before anything else is done with it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rules.refusal import Refusal
from rules.text import Text

MOST_PARTS: Final[Mapping[str, int]] = {
    "nodes": 2_000,
    "scales": 100,
    "predicates": 100,
    "maturity_levels": 100,
    "rules": 200,
    "contradictions": 200,
    "examples": 500,
    "flows": 10_000,
    "dropped": 2_000,
    "gaps": 2_000,
}
MOST_CONDITIONS_DEEP: Final = 20
MOST_BYTES: Final = 850_000  # of the canonical form: an event carries it to everybody
_WHERE: Final = ("rules", "contradictions")


def check_limits(document: Mapping[str, Any]) -> list[Refusal]:
    """Return what is too large: lists of parts, and conditions within conditions."""
    found = [
        Refusal(
            f"/{name}",
            Text(
                f"paling banyak {most} butir, ada {len(document[name])}",
                f"at most {most} items, it has {len(document[name])}",
            ),
        )
        for name, most in MOST_PARTS.items()
        if isinstance(document.get(name), list) and len(document[name]) > most
    ]
    for name in _WHERE:
        if name in document:
            found += _deep(f"/{name}", document[name], 0)
    return found


def check_size(content: str) -> list[Refusal]:
    """Return a defect when the canonical form is larger than an event may be."""
    size = len(content.encode())
    if size <= MOST_BYTES:
        return []
    return [
        Refusal(
            "",
            Text(
                f"paling besar {MOST_BYTES} byte, ada {size}",
                f"at most {MOST_BYTES} bytes, it has {size}",
            ),
        )
    ]


def _deep(pointer: str, part: Any, conditions: int) -> Iterator[Refusal]:
    """Yield the places where conditions stand too deep within conditions."""
    if isinstance(part, list):
        for place, item in enumerate(part):
            yield from _deep(f"{pointer}/{place}", item, conditions)
        return
    if not isinstance(part, Mapping):
        return
    if conditions > MOST_CONDITIONS_DEEP:
        yield Refusal(
            pointer,
            Text(
                f"syarat bersarang paling dalam {MOST_CONDITIONS_DEEP} tingkat",
                f"conditions nest at most {MOST_CONDITIONS_DEEP} deep",
            ),
        )
        return
    for key, item in part.items():
        is_condition = key in ("condition", "conditions")
        yield from _deep(f"{pointer}/{key}", item, conditions + is_condition)
