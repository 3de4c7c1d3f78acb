"""How large a document may be; this is checked first."""

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
MOST_BYTES: Final = 850_000  # of the canonical form, because one event carries it
_WITH_CONDITIONS: Final = ("rules", "contradictions")


def check_limits(document: Mapping[str, Any]) -> list[Refusal]:
    """Return a defect for each list that is too long and each condition that is nested too deep."""
    defects = [
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
    for name in _WITH_CONDITIONS:
        if name in document:
            defects += _too_deep(f"/{name}", document[name], 0)
    return defects


def check_size(content: str) -> list[Refusal]:
    """Return a defect if the canonical form is too large for an event."""
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


def _too_deep(pointer: str, part: Any, depth: int) -> Iterator[Refusal]:
    """Yield a defect for each condition that is nested too deep."""
    if isinstance(part, list):
        for place, item in enumerate(part):
            yield from _too_deep(f"{pointer}/{place}", item, depth)
        return
    if not isinstance(part, Mapping):
        return
    if depth > MOST_CONDITIONS_DEEP:
        yield Refusal(
            pointer,
            Text(
                f"susunan syarat paling dalam {MOST_CONDITIONS_DEEP} lapis",
                f"conditions nest at most {MOST_CONDITIONS_DEEP} deep",
            ),
        )
        return
    for key, item in part.items():
        is_condition = key in ("condition", "conditions")
        yield from _too_deep(f"{pointer}/{key}", item, depth + is_condition)
