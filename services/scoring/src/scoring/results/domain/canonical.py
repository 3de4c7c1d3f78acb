"""The canonical form of JSON (RFC 8785): equal content, equal bytes."""

import hashlib
import json
from typing import Any, NoReturn

import rfc8785

from rules.nesting import check
from scoring.results.domain.flaw import flaw_found


def canonical(value: Any) -> bytes:
    """Return plain data (dicts, lists, texts, whole numbers, truth values) in canonical form."""
    return rfc8785.dumps(value)


def sha256(data: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def read_canonical(data: bytes, *, file: str) -> Any:
    """Return the plain data in canonical bytes.

    Raises:
        FlawFound: It is no JSON, or JSON in another form.
    """
    try:
        check(data)
        value = json.loads(data.decode(), parse_constant=_refuse)
        again = canonical(value)
    except (ValueError, RecursionError) as error:
        raise flaw_found(file, "JSON", expected="JSON in UTF-8", found=str(error)) from error
    if again != data:
        place = _first_difference(again, data)
        raise flaw_found(
            file,
            f"canonical form at byte {place}",
            expected=repr(again[place : place + 40]),
            found=repr(data[place : place + 40]),
        )
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
