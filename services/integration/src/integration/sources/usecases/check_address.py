"""Check which addresses a source may have."""

import ipaddress
from collections.abc import Collection
from typing import Literal
from urllib.parse import urlsplit

from integration.sources.domain.addresses import is_public

Objection = Literal["not_a_url", "not_https", "not_public"]


def objection_to(base_url: str, allowed_targets: Collection[str]) -> Objection | None:
    """Return why an address is refused, before anything is sent to it; None if it is not.

    Listed targets may be private and may be without TLS. A host name is checked again with every
    address that it has when a request is sent.
    """
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "not_a_url"
    extras = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not host or extras:
        return "not_a_url"
    standard = 443 if parts.scheme == "https" else 80
    if {host, f"{host}:{port or standard}"} & set(allowed_targets):
        return None
    if parts.scheme != "https":
        return "not_https"
    return None if _may_be_public(host) else "not_public"


def _may_be_public(host: str) -> bool:
    try:
        return is_public(ipaddress.ip_address(host))
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".internal", ".local"))
