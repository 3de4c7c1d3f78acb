"""The canonical form of a document: the bytes whose SHA-256 is its content hash.

Equal content gives equal bytes, whatever the layout of the file: keys are sorted, there are no
spaces, the encoding is UTF-8, and exact numbers have their shortest form. Fields without a value
are left out, so that a new optional field does not change old hashes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from rules.exact import text_of
from rules.text import Text


def canonical(document: object) -> str:
    """Return the canonical JSON text of a document, which is a dataclass of this service."""
    return json.dumps(_plain(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_canonical(text: str) -> dict[str, Any]:
    """Return a canonical document as plain data."""
    document: dict[str, Any] = json.loads(text)
    return document


def content_hash(text: str) -> str:
    """Return the SHA-256 of a canonical text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def state_hash(document: Mapping[str, Any]) -> str:
    """Return the hash of a document as it was written, whatever the order of its keys."""
    return content_hash(json.dumps(document, sort_keys=True, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return text_of(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and not isinstance(value, Text):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping | Text):
        parts = value._asdict() if isinstance(value, Text) else value
        return {name: _plain(part) for name, part in parts.items()}
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _plain(part) for name, part in pairs if part is not None}
    return value
