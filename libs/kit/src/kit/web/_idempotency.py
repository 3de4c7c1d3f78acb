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
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute

from kit.errors import Invalid
from kit.web import _metrics as metrics
from kit.web._claims import HEADER, Claim, Replay
from rules.refusal import Refusal
from rules.text import Text

_MAX_LENGTH: Final = 200


class IdempotentRoute(APIRoute):
    """A route whose POST honours Idempotency-Key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with the replay of stored answers around it."""
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method != "POST":
                return await handle(request)
            claim = Claim(request, _checked(key), await _hash(request))
            # `SessionDep` calls it when it opens the command's transaction.
            request.state.claim = claim
            try:
                response = await handle(request)
                await claim.store(response)
            except Replay as replay:
                metrics.IDEMPOTENT_REPLAYS.inc()
                return replay.response
            return response

        return handle_once


def _checked(key: str) -> str:
    if not 1 <= len(key) <= _MAX_LENGTH or not key.isprintable():
        length = Text(f"1 sampai {_MAX_LENGTH} karakter", f"1 to {_MAX_LENGTH} characters")
        raise Invalid(
            Text("Periksa Idempotency-Key.", "Check the Idempotency-Key."),
            errors=[Refusal(f"header/{HEADER}", length)],
        )
    return key


async def _hash(request: Request) -> bytes:
    kind = request.headers.get("content-type", "")
    request_line = f"{request.method} {request.url.path}?{request.url.query}\n{kind}\n"
    digest = hashlib.sha256(request_line.encode())
    digest.update(await request.body())
    return digest.digest()
