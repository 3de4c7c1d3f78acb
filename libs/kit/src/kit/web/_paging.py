"""Lists by cursor: a limit, a sealed position, and the next one.

A cursor holds codes of the list's last row. It is encrypted, so that nobody reads them, and bound
to what was asked for: the operation, its path and filters, and the unit of the token. No other list
takes it, and nobody else.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from kit.auth import Principal, PrincipalDep, operation_of
from kit.errors import Invalid
from kit.fields import ONE_LINE, WholeQuery
from rules.refusal import Refusal
from rules.text import Text

T = TypeVar("T")
S = TypeVar("S")
P = TypeVar("P")

_MAX_LIMIT: Final = 200
_USUAL_LIMIT: Final = 50
_NONCE_BYTES: Final = 12

LimitQuery = Annotated[WholeQuery, Query(ge=1, le=_MAX_LIMIT, description="How many items at most")]
CursorQuery = Annotated[
    Annotated[str, ONE_LINE] | None,
    Query(max_length=1000, description="`next_cursor` of the page before"),
]


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[T] = Field(description="What is on this page, in the order of the list")
    next_cursor: str | None = Field(
        None, description="What `cursor` takes to get the next page, null on the last one"
    )


class CursorKey:
    """The key that seals the cursors of a service; all its replicas have the same."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(secret.encode()).digest())

    def seal(self, position: bytes, about: bytes) -> str:
        """Return a cursor that holds a position of what is asked about."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, position, about)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, cursor: str, about: bytes) -> bytes:
        """Return the position in a cursor.

        Raises:
            Invalid: It was not given out for what is asked about, or was changed on the way.
        """
        try:
            sealed = base64.b64decode(
                cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
            )
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
        except (binascii.Error, ValueError, InvalidTag) as error:
            raise _unknown_cursor() from error


class Paging:
    """Which page of a list is asked for; `limit` items at most."""

    def __init__(self, key: CursorKey, about: bytes, *, limit: int, cursor: str | None) -> None:
        self.limit = limit
        self._key = key
        self._about = about
        self._cursor = cursor

    def after(self, kind: type[P]) -> P | None:
        """Return the position behind which the page begins, None for the first page.

        Raises:
            Invalid: The cursor was not given out by this list.
        """
        if self._cursor is None:
            return None
        try:
            return msgspec.msgpack.decode(self._key.open(self._cursor, self._about), type=kind)
        except msgspec.DecodeError as error:  # of a release whose list had another order
            raise _unknown_cursor() from error

    def page(
        self, rows: Sequence[S], *, item: Callable[[S], T], position: Callable[[S], object]
    ) -> Page[T]:
        """Make the page; the query must have asked for one row more than `limit`."""
        shown = rows[: self.limit]
        following = None
        if len(rows) > self.limit:
            last = msgspec.msgpack.encode(position(shown[-1]))
            following = self._key.seal(last, self._about)
        return Page(items=[item(row) for row in shown], next_cursor=following)


def paged(limit: int) -> Any:
    """Return the dependency of a list: pages of `limit` items, unless others are asked for."""

    def paging(
        request: Request,
        principal: PrincipalDep,
        limit: LimitQuery = limit,
        cursor: CursorQuery = None,
    ) -> Paging:
        key: CursorKey = request.app.state.cursor_key
        return Paging(key, _about(request, principal), limit=limit, cursor=cursor)

    return Depends(paging)


PagingDep = Annotated[Paging, paged(_USUAL_LIMIT)]


def _about(request: Request, principal: Principal) -> bytes:
    filters = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in ("limit", "cursor")
    ]
    path = sorted(request.path_params.items())
    return msgspec.json.encode(
        [operation_of(request).id, path, sorted(filters), principal.unit], enc_hook=str
    )


def _unknown_cursor() -> Invalid:
    return Invalid(
        Text(
            "Cursor tidak dikenal; mulailah lagi dari halaman pertama.",
            "Unknown cursor; start again from the first page.",
        ),
        errors=[Refusal("query/cursor", Text("tidak dikenal", "is unknown"))],
    )
