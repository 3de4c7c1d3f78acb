"""JSON without its traps: a key written twice, a number that is no exact one, endless nesting."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from instrument.domain.defect import Defect, DefectiveError
from instrument.domain.text import Text


def read_json(name: str, text: str | bytes) -> dict[str, Any]:
    """Return the object in `text`; `name` is the file's, for errors.

    A number with a point stays what was written (a Decimal); no float is ever made of it.

    Raises:
        DefectiveError: It is no JSON in UTF-8, no object, or names a key twice.
    """
    try:
        content = json.loads(
            text.decode("utf-8") if isinstance(text, bytes) else text,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
    except ValueError as error:
        raise DefectiveError(name, [_unreadable(str(error))]) from error
    except RecursionError as error:
        raise DefectiveError(name, [_unreadable("it is nested too deeply")]) from error
    if not isinstance(content, dict):
        raise DefectiveError(name, [_unreadable("it is not an object of keys")])
    return content


def write_json(document: Mapping[str, Any]) -> str:
    """Return a plain document as JSON that people can read."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=_of_date) + "\n"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} is written twice")
        found[key] = value
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _of_date(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not part of a document")


def _unreadable(reason: str) -> Defect:
    return Defect("", Text(f"bukan JSON yang dapat dibaca: {reason}", f"unreadable JSON: {reason}"))
