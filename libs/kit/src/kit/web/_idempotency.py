"""Idempotency-Key: a POST that is sent twice happens once and is answered the same.

Routers of services are `APIRouter(route_class=IdempotentRoute)`. The first POST with a key claims
it in the command's own transaction and stores its answer there, so the effect and the answer
are one commit. A second one waits for the first, then gets its answer; with another body it is
an error. A POST that fails leaves nothing behind and may be tried again with the same key.

A replay does not run the command, so it does not check whether the subject may still do this. So
the stored hash covers the roles and the unit of the token: after they change, the same key counts
as used for another request (422).
"""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute

from kit.auth import Principal, authenticate
from kit.errors import Conflict, Invalid, Unprocessable
from kit.web import _metrics as metrics
from rules.refusal import Refusal
from rules.text import Text

if TYPE_CHECKING:  # the gateway has no database, and starts without its libraries
    from sqlalchemy import RowMapping

    from kit.database import Session

HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotency-Replayed"

_KEEP: Final = timedelta(hours=24)
_MAX_LENGTH: Final = 200
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


class IdempotentRoute(APIRoute):
    """A route whose POST honours Idempotency-Key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with the replay of stored answers around it."""
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method != "POST":
                return await handle(request)
            claim = _Claim(request, _checked(key), await _hash(request))
            # `SessionDep` calls it when it opens the command's transaction.
            request.state.claim = claim
            try:
                response = await handle(request)
                await claim.store(response)
            except _Replay as replay:
                metrics.IDEMPOTENT_REPLAYS.inc()
                return replay.response
            return response

        return handle_once


class _Replay(Exception):
    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


class _Claim:
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
    return _Replay(
        Response(
            bytes(found["body"]),
            status_code=found["status"],
            headers={**headers, REPLAYED_HEADER: "true"},
        )
    )


def _checked(key: str) -> str:
    if not 1 <= len(key) <= _MAX_LENGTH or not key.isprintable():
        raise Invalid(
            Text("Periksa Idempotency-Key.", "Check the Idempotency-Key."),
            errors=[
                Refusal(
                    f"header/{HEADER}",
                    Text(f"1 sampai {_MAX_LENGTH} karakter", f"1 to {_MAX_LENGTH} characters"),
                )
            ],
        )
    return key


async def _hash(request: Request) -> bytes:
    kind = request.headers.get("content-type", "")
    request_line = f"{request.method} {request.url.path}?{request.url.query}\n{kind}\n"
    digest = hashlib.sha256(request_line.encode())
    digest.update(await request.body())
    return digest.digest()


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
