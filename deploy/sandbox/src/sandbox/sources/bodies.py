"""Answers with status 200 that are not what they should be: what becomes of the right body."""

from collections.abc import Callable, Mapping
from typing import Final

_LEVELS: Final = 5_000


def _truncated(body: bytes) -> bytes:
    """Return the first half, as of a connection that broke behind a proxy that did not notice."""
    return body[: len(body) // 2]


def _deep(_body: bytes) -> bytes:
    return b'{"status":1,"data":' + b"[" * _LEVELS + b"]" * _LEVELS + b"}"


def _with_nan(body: bytes) -> bytes:
    """Return the answer with a mean of nothing, as careless programs write it."""
    return body[:-1] + b',"rata_rata":NaN}'


def _with_rows_twice(body: bytes) -> bytes:
    return body[:-1] + b',"data":[]}'


def _in_utf_16(body: bytes) -> bytes:
    return body.decode().encode("utf-16")


BODIES: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "truncated": _truncated,
    "deep": _deep,
    "nan": _with_nan,
    "repeated": _with_rows_twice,
    "encoding": _in_utf_16,
}
"""By mode: what is made of the right body."""
