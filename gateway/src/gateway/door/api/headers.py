"""What of a request's headers goes on to a service, and what of an answer's comes back."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import Request

from kit.observe import current_traceparent

Headers = list[tuple[bytes, bytes]]

# What of a request reaches a service; everything else, cookies for instance, ends here.
_PASSED_ON: Final = frozenset(
    {
        b"accept",
        b"accept-language",
        b"authorization",
        b"content-encoding",
        b"content-type",
        b"host",
        b"idempotency-key",
        b"if-match",
        b"if-none-match",
    }
)
# What of an answer ends here: what concerns one connection only, and what this process adds itself.
_KEPT_BACK: Final = frozenset(
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
        b"traceparent",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-request-id",
    }
)


def of_request(request: Request, *, body: bytes | None) -> Headers:
    """Return the headers that a service gets with a request."""
    headers = [
        (b"accept-encoding", b"identity"),
        (b"x-request-id", request.state.request_id.encode()),
        *((name, value) for name, value in request.headers.raw if name in _PASSED_ON),
    ]
    if body is not None or request.method != "GET":
        headers.append((b"content-length", b"%d" % len(body or b"")))
    given = request.headers.get("traceparent")
    traceparent = current_traceparent() or given
    if traceparent is not None:
        headers.append((b"traceparent", traceparent.encode("latin-1")))
    return headers


def of_answer(
    headers: Sequence[tuple[bytes, bytes]], base: bytes, *, added: Mapping[str, str]
) -> Headers:
    """Return the headers of a service's answer that go on, and those of our own.

    An address of the service, which begins with `base`, becomes a path.
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
        if lower in _KEPT_BACK or lower in named:
            continue
        kept.append((lower, value.removeprefix(base) if lower == b"location" else value))
    kept.extend((name.lower().encode(), value.encode()) for name, value in added.items())
    return kept
