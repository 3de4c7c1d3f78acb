"""What pydantic found wrong, as pointers into the request and sentences in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from rules.refusal import Refusal, pointer_to
from rules.sentences import sentence_of


def field_errors(error: RequestValidationError) -> list[Refusal]:
    """Return what is wrong, where, and never what was sent; each once."""
    return [
        *dict.fromkeys(
            Refusal(_pointer(found, error.body), sentence_of(found)) for found in error.errors()
        )
    ]


def _pointer(found: Mapping[str, Any], body: object) -> str:
    place, *rest = found["loc"]
    if place != "body":
        return "/".join(str(part) for part in (place, *rest[:1]))
    return pointer_to(*_steps(rest, body, is_missing=found["type"] == "missing"))


def _steps(location: Sequence[str | int], body: object, *, is_missing: bool) -> list[str | int]:
    """Return the steps that the body has; pydantic names the branches of its checks too."""
    steps: list[str | int] = []
    part: Any = body
    for number, step in enumerate(location, 1):
        if _has(part, step):
            part = part[step]
        elif not is_missing or number < len(location):
            continue
        steps.append(step)
    return steps


def _has(part: object, step: str | int) -> bool:
    if isinstance(part, list):
        return isinstance(step, int) and step < len(part)
    return isinstance(part, dict) and step in part
