"""Lists by cursor: a limit, an opaque position, and the next one."""

import base64
import binascii
import zlib
from collections.abc import Callable, Sequence
from typing import Annotated, Final, Generic, TypeVar

import msgspec
from fastapi import Query
from pydantic import BaseModel

from kit.errors import Invalid
from kit.fields import WholeQuery
from rules.refusal import Refusal
from rules.text import Text

T = TypeVar("T")
S = TypeVar("S")
Position = tuple[str | int, ...]

_MAX_LIMIT: Final = 200
_CHECK_BYTES: Final = 4
_MOST_NUMBER: Final = 2**63 - 1  # of what a database counts with

LimitQuery = Annotated[WholeQuery, Query(ge=1, le=_MAX_LIMIT, description="How many items at most")]
CursorQuery = Annotated[
    str | None, Query(max_length=1000, description="`next_cursor` of the page before")
]


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None = None


def encode_cursor(*position: str | int) -> str:
    """Make an opaque cursor of the sort key of a page's last row."""
    body = msgspec.msgpack.encode(position)
    check = zlib.crc32(body).to_bytes(_CHECK_BYTES, "big")
    return base64.urlsafe_b64encode(check + body).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: type[str] | type[int]) -> Position | None:
    """Return the position in a cursor, None for the first page.

    Raises:
        Invalid: the cursor was not given out by this list, or was changed on the way.
    """
    if cursor is None:
        return None
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, body = data[:_CHECK_BYTES], data[_CHECK_BYTES:]
        if zlib.crc32(body).to_bytes(_CHECK_BYTES, "big") != check:
            raise unknown_cursor()
        position = msgspec.msgpack.decode(body, type=Position)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise unknown_cursor() from error
    if tuple(type(part) for part in position) != kinds or not all(map(_is_storable, position)):
        raise unknown_cursor()
    return position


def page_of(
    rows: Sequence[S], limit: int, *, item: Callable[[S], T], position: Callable[[S], Position]
) -> Page[T]:
    """Make a page of at most `limit` rows; the query must have asked for one row more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(
        items=[item(row) for row in shown],
        next_cursor=encode_cursor(*position(shown[-1])) if more else None,
    )


def unknown_cursor() -> Invalid:
    """Return the error for a cursor that the list did not give out."""
    return Invalid(
        Text(
            "Cursor tidak dikenal; mulailah lagi dari halaman pertama.",
            "Unknown cursor; start again from the first page.",
        ),
        errors=[Refusal("query/cursor", Text("tidak dikenal", "is unknown"))],
    )


def _is_storable(part: str | int) -> bool:
    """Return whether a query can contain it; anybody can make a cursor with a valid check."""
    return "\0" not in part if isinstance(part, str) else abs(part) <= _MOST_NUMBER
