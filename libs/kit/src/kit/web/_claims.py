"""A claim on an idempotency key, and the answer that is stored under it."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from fastapi import Request, Response

from kit.auth import Principal, authenticate
from kit.errors import Conflict, Unprocessable
from rules.refusal import Refusal
from rules.text import Text

if TYPE_CHECKING:  # the gateway has no database, and starts without its libraries
    from sqlalchemy import RowMapping

    from kit.database import Session

HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotency-Replayed"

_KEEP: Final = timedelta(hours=24)
_KEPT_HEADERS: Final = ("content-type", "etag", "location", "content-language")

# Every claim removes a few expired keys as well, so that nothing else has to.
_SWEEP: Final = """
    DELETE FROM idempotency_key WHERE (subject, key) IN (
        SELECT subject, key FROM idempotency_key WHERE expires_at < now()
        ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED)
"""
# Waits for the transaction of an earlier POST with the same key; an expired key is free again.
_CLAIM: Final = """
    INSERT INTO idempotency_key AS held (subject, key, request_hash, expires_at)
    VALUES ($1, $2, $3, now() + $4::interval)
    ON CONFLICT (subject, key) DO UPDATE
    SET request_hash = excluded.request_hash, expires_at = excluded.expires_at, status = NULL
    WHERE held.expires_at < now()
    RETURNING key
"""
_FIND: Final = """
    SELECT request_hash, status, headers, body FROM idempotency_key
    WHERE subject = $1 AND key = $2 AND expires_at >= now()
"""
_STORE: Final = """
    UPDATE idempotency_key SET status = $3, headers = $4, body = $5
    WHERE subject = $1 AND key = $2
"""


class Replay(Exception):
    """The key has an answer already."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


class Claim:
    """One key, of one subject, for one request."""

    def __init__(self, request: Request, key: str, request_hash: bytes) -> None:
        self._request = request
        self._key = key
        self._subject = ""
        self._request_hash = request_hash
        self._session: Session | None = None
        self._end_reading: Callable[[], Awaitable[None]] | None = None

    async def answer_again(
        self, session: "Session", end_reading: Callable[[], Awaitable[None]]
    ) -> None:
        """Answer as before if the key is taken; a session that only reads takes none."""
        self._end_reading = end_reading
        subject, request_hash = await self._asked()
        connection = await session.connection()
        found = await connection.exec_driver_sql(_FIND, (subject, self._key))
        if (kept := found.mappings().first()) is not None:
            raise _answer(kept, request_hash)

    async def __call__(self, session: "Session") -> None:
        """Take the key in the session's transaction, or answer as before."""
        self._subject, request_hash = await self._asked()
        connection = await session.connection()
        await connection.exec_driver_sql(_SWEEP)
        taken = await connection.exec_driver_sql(
            _CLAIM, (self._subject, self._key, request_hash, _KEEP)
        )
        if taken.first() is not None:
            self._session = session
            return
        found = await connection.exec_driver_sql(_FIND, (self._subject, self._key))
        raise _answer(found.mappings().one(), request_hash)

    async def store(self, response: Response) -> None:
        """Keep the answer in the transaction that made it, or in one of its own."""
        if self._session is not None:
            await self._keep(response, self._session)
        elif self._end_reading is not None:
            # What only reads gives its connection back first, so that it never waits for two.
            await self._end_reading()
            async with self._request.app.state.database.transaction() as session:
                await self(session)  # another with the same key may have been faster
                await self._keep(response, session)

    async def _keep(self, response: Response, session: "Session") -> None:
        kept = {k: v for k, v in response.headers.items() if k.lower() in _KEPT_HEADERS}
        connection = await session.connection()
        headers, body = msgspec.json.encode(kept), bytes(response.body)
        await connection.exec_driver_sql(
            _STORE, (self._subject, self._key, response.status_code, headers, body)
        )

    async def _asked(self) -> tuple[str, bytes]:
        """Return who asks, and the hash of the request with their rights."""
        principal = await authenticate(self._request)
        return principal.subject, _bind(self._request_hash, principal)


def _answer(found: "RowMapping", request_hash: bytes) -> Exception:
    if bytes(found["request_hash"]) != request_hash:
        return _used_otherwise()
    if found["status"] is None:
        return Conflict(
            Text(
                "Permintaan dengan kunci ini masih berjalan. Coba lagi sebentar lagi.",
                "A request with this key is still running. Try again in a moment.",
            )
        )
    headers = msgspec.json.decode(found["headers"], type=dict[str, str])
    return Replay(
        Response(
            bytes(found["body"]),
            status_code=found["status"],
            headers={**headers, REPLAYED_HEADER: "true"},
        )
    )


def _bind(request_hash: bytes, principal: Principal) -> bytes:
    bound = msgspec.json.encode([principal.unit, sorted(principal.roles)])
    return hashlib.sha256(request_hash + bound).digest()


def _used_otherwise() -> Unprocessable:
    return Unprocessable(
        Text(
            "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru.",
            "This Idempotency-Key was used for another request. Use a new key.",
        ),
        errors=[Refusal(f"header/{HEADER}", Text("sudah dipakai", "was used before"))],
    )
