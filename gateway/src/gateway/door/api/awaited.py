"""What a service does not know yet, because another one has made it only just now.

Services tell one another by events, so a service may be asked for a thing before it has heard of
it. Such an answer names the thing in a header. The gateway asks the service that keeps the thing,
with the token of whoever asked: if they may see it there, the answer says that it is being made.
So nobody learns of a thing that is not theirs.
"""

import asyncio
import json
from http import HTTPStatus
from typing import Final

from fastapi import Request
from starlette.responses import Response

from gateway.door.api.asking import ask, read_whole
from gateway.door.api.headers import Headers
from gateway.door.clients.services import (
    ServiceBusyError,
    ServiceResponse,
    ServiceSlowError,
    ServiceUnreachableError,
)
from gateway.door.domain.address import is_plain
from kit.awaited import AWAITED
from operations.services import Service
from operations.table import OPERATIONS
from rules.languages import in_language, negotiate
from rules.text import Text

TYPE: Final = "urn:tolok:problem:not-yet"
_TITLE: Final = Text("Masih disiapkan", "Not ready yet")
_PART: Final = Text("masih disiapkan", "is being made")
_PREFIX: Final = "/api/v1/"
_MOST: Final = 5  # things that are asked for
_MOST_BYTES: Final = 262_144
_SECONDS: Final = 2.0
_RETRY_SECONDS: Final = b"1"
_KEPT_BY: Final = {
    row.path.removeprefix(_PREFIX).partition("/")[0]: Service(row.service)
    for row in OPERATIONS
    if row.service in {*Service}
}
_AWAITED: Final = AWAITED.lower().encode()


def awaited_by(answer: ServiceResponse) -> list[str]:
    """Return the addresses of what a service did not find and another one may know."""
    for name, value in answer.headers:
        if name.lower() == _AWAITED and (answer.length or _MOST_BYTES + 1) <= _MOST_BYTES:
            return value.decode("latin-1").split(", ")[:_MOST]
    return []


async def answer_awaited(
    request: Request, answer: ServiceResponse, addresses: list[str], *, headers: Headers
) -> Response:
    """Return the refusal of a service, which perhaps says now that the thing is being made.

    The refusal is read first, so that no connection waits while another service is asked.

    Raises:
        ServiceUnreachableError: The connection broke while the refusal was read.
        ServiceSlowError: The refusal did not arrive in time.
    """
    body = await read_whole(answer)
    added: Headers = []
    if body is not None and await _are_there(request, addresses):
        body = _not_yet(request, body, addresses)
        added = [(b"retry-after", _RETRY_SECONDS)]
    body = body or b""
    response = Response(body, status_code=answer.status)
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    response.raw_headers = [*kept, (b"content-length", b"%d" % len(body)), *added]
    return response


async def _are_there(request: Request, addresses: list[str]) -> bool:
    """Say whether those who ask may see all of it at the services that keep it."""
    try:
        async with asyncio.timeout(_SECONDS):
            for address in addresses:
                if not await _is_there(request, address):
                    return False
    except (TimeoutError, ServiceBusyError, ServiceSlowError, ServiceUnreachableError):
        return False
    return True


def _not_yet(request: Request, refusal: bytes, addresses: list[str]) -> bytes:
    """Return a refusal that says that what the service did not find is being made."""
    language = negotiate(request.headers.get("accept-language"))
    document = json.loads(refusal)
    named = ", ".join(address.partition("?")[0] for address in addresses)
    detail = Text(
        f"{named} sudah ada dan masih disiapkan di sini. Coba lagi sebentar lagi.",
        f"{named} is there and is being made ready here. Try again in a moment.",
    )
    document |= {
        "type": TYPE,
        "title": in_language(_TITLE, language),
        "detail": in_language(detail, language),
        "errors": [
            {"pointer": each["pointer"], "message": in_language(_PART, language)}
            for each in document.get("errors", [])
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


async def _is_there(request: Request, address: str) -> bool:
    """Say whether a GET finds something that is published; a draft or an empty list is nothing."""
    service = _KEPT_BY.get(address.partition("?")[0].partition("/")[0])
    if service is None or not is_plain(address):
        return False
    found = await ask(request, service, f"{_PREFIX}{address}")
    if found.status != HTTPStatus.OK or found.body is None:
        return False
    try:
        document = json.loads(found.body)
    except ValueError:  # no answer of this product
        return False
    is_thing = isinstance(document, dict)
    return is_thing and document.get("status") != "draft" and document.get("items") != []
