"""Which headers of a request reach a service, and which headers of an answer reach the client."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import Request

from kit.auth import SIGNATURE_HEADERS, is_signed
from kit.observe import current_traceparent

Headers = list[tuple[bytes, bytes]]

# Only these headers of a request reach a service. All others, cookies for example, are dropped.
_FORWARDED: Final = frozenset(
    {
        b"accept",
        b"accept-language",
        b"authorization",
        b"content-encoding",
        b"content-type",
        b"idempotency-key",
        b"if-match",
        b"if-none-match",
    }
)
# And these, where the operation takes a signature: its service verifies it, over the same bytes.
_SIGNED_WITH: Final = frozenset(name.encode() for name in SIGNATURE_HEADERS)
# These headers of an answer are dropped. They concern one connection, or the gateway sets its own.
_DROPPED: Final = frozenset(
    {
        b"connection",
        b"date",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"server",
        b"set-cookie",
        b"te",
        b"tolok-awaited",  # between the services and the gateway
        b"traceparent",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-request-id",
    }
)


def request_headers(
    request: Request, *, host: bytes, body: bytes | None, is_streamed: bool = False
) -> Headers:
    """Return the headers that a service gets with a request; `host` is the service's own.

    `is_streamed`: the body follows in parts, as long as the client has announced it, if it has.
    """
    forwarded = _FORWARDED | _SIGNED_WITH if is_signed(request) else _FORWARDED
    headers = [
        (b"host", host),
        (b"accept-encoding", b"identity"),
        (b"x-request-id", request.state.request_id.encode()),
        *((name, value) for name, value in request.headers.raw if name in forwarded),
    ]
    if is_streamed:
        length = request.headers.get("content-length")
        announced = (b"transfer-encoding", b"chunked")
        if length is not None:
            announced = (b"content-length", length.encode())
        headers.append(announced)
    elif body is not None or request.method != "GET":
        headers.append((b"content-length", b"%d" % len(body or b"")))
    given = request.headers.get("traceparent")
    traceparent = current_traceparent() or given
    if traceparent is not None:
        headers.append((b"traceparent", traceparent.encode("latin-1")))
    return headers


def response_headers(
    headers: Sequence[tuple[bytes, bytes]], address: bytes, *, added: Mapping[str, str]
) -> Headers:
    """Return the headers that the client gets: those of the service's answer and the added ones.

    A `Location` that begins with `address`, the service's own, is cut down to its path.
    """
    named = {
        name.strip().lower()
        for key, value in headers
        if key.lower() == b"connection"
        for name in value.split(b",")
    }
    kept = []
    for name, value in headers:
        lower = name.lower()
        if lower in _DROPPED or lower in named:
            continue
        kept.append((lower, value.removeprefix(address) if lower == b"location" else value))
    kept.extend((name.lower().encode(), value.encode()) for name, value in added.items())
    return kept
