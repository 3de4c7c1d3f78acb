"""The HTTP client for sources."""

from collections.abc import Collection

from kit.outbound import HttpClient


def make_client(*, max_body_bytes: int, allowed_targets: Collection[str]) -> HttpClient:
    """Return the client of the worker; its deadline is given with each request."""
    return HttpClient("source", max_body_bytes=max_body_bytes, listed=allowed_targets)
