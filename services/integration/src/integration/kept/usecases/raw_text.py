"""A raw row as the one JSON text of what it says, and back; numbers stay as they were written."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec

from integration.reading.domain.row_error import WRITTEN_TWICE
from rules.json_text import read_json

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number", order="sorted")


def text_of(raw: object) -> str:
    """Return the text of a row: sorted members, no blanks, in one line."""
    try:
        return _ENCODER.encode(raw).decode()
    except (TypeError, UnicodeEncodeError, OverflowError):
        return _written(raw)  # a member that stands there twice, or half a character


def row_of(text: str) -> object:
    """Return the row that a text says; members that stand there twice are marked."""
    return read_json(text.encode(), decimal=Decimal, repeated=WRITTEN_TWICE)


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        parts = (_member(json.dumps(name), value[name]) for name in sorted(value))
        return "{" + ",".join(parts) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def _member(name: str, value: object) -> str:
    if value is WRITTEN_TWICE:
        return f"{name}:null,{name}:null"
    return f"{name}:{_written(value)}"
