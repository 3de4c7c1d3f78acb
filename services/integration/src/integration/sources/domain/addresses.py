"""Addresses of sources: their one normal form."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

# Parsers drop line breaks and tabs, and disagree about the rest of what a URL cannot contain.
_NO_URL: Final = re.compile(r"[^!-~]|[\\@?#<>\"{}|^`]")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# What resolvers take for an address: `127.1`, `0x7f.1`, `2130706433`.
_NUMERIC: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH: Final = re.compile(r"(?:[!$&-;=A-Z_a-z~]|%[0-9A-Fa-f]{2})*")
_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_DOTS: Final = frozenset({".", "..", "%2E", "%2E%2E", ".%2E", "%2E."})
_STANDARD_PORTS: Final = {"http": 80, "https": 443}
_LONGEST_HOST: Final = 253


def normal_form(base_url: str) -> str | None:
    """Return the one way to write the address of a source; None if it is none.

    Scheme and host are in lower case, the standard port and slashes at the end are left out. A host
    is a name or an address in its usual writing. There is no user, query or fragment.
    """
    if _NO_URL.search(base_url):
        return None
    try:
        parts = urlsplit(base_url)
        host, port = _host(parts), parts.port
    except ValueError:
        return None
    path = _ESCAPE.sub(lambda escape: escape[0].upper(), parts.path.rstrip("/"))
    if parts.scheme not in _STANDARD_PORTS or host is None or port == 0:
        return None
    # Between two slashes there is nothing: some servers take `//a` for `/a`, others do not.
    if not _PATH.fullmatch(path) or "//" in path or not _DOTS.isdisjoint(path.split("/")):
        return None
    shown = "" if port in (None, _STANDARD_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}{path}"


def _host(parts: SplitResult) -> str | None:
    host = (parts.hostname or "").removesuffix(".")
    if parts.netloc.startswith("["):
        address = ipaddress.IPv6Address(host)
        return None if address.scope_id else f"[{address.compressed}]"
    labels = host.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        return str(ipaddress.IPv4Address(host))
    is_name = len(host) <= _LONGEST_HOST and all(map(_LABEL.fullmatch, labels))
    return host if is_name else None
