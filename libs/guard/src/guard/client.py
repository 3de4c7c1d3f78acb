"""The HTTP client for addresses that others choose: every target is looked at."""

from collections.abc import Callable, Collection
from functools import partial

import httpx

from guard.targets import GuardedTransport
from kit.outbound import HttpClient, connections


def make_client(
    name: str,
    *,
    max_body_bytes: int,
    allowed_targets: Collection[str],
    transport: httpx.AsyncBaseTransport | None = None,
) -> HttpClient:
    """Return a client for public addresses and listed targets, "host" or "host:port".

    `name`: what is asked, for the metrics. The deadline is given with each request.
    """
    make_pool: Callable[[], httpx.AsyncBaseTransport]
    make_pool = partial(connections, httpx.create_ssl_context())
    if transport is not None:
        make_pool = partial(_always, transport)
    guarded = GuardedTransport(make_pool, listed=allowed_targets)
    return HttpClient(name, max_body_bytes=max_body_bytes, transport=guarded)


def _always(transport: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    return transport
