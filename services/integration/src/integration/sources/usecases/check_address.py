"""Check which addresses a source may have."""

import ipaddress
from collections.abc import Collection
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from integration.sources.domain.addresses import normal_form
from rules.addresses import is_public

Objection = Literal["not_a_url", "not_https", "not_public"]


def objection_to(base_url: str, allowed_targets: Collection[str]) -> Objection | None:
    """Return why an address is refused, before anything is sent to it; None if it is not.

    Listed targets may be private and may be without TLS. A host name is checked again with every
    address that it has when a request is sent.
    """
    parts = _parts(base_url)
    if parts is None:
        return "not_a_url"
    if is_listed(base_url, allowed_targets):
        return None
    if parts.scheme != "https":
        return "not_https"
    return None if _may_be_public(parts.hostname or "") else "not_public"


def is_listed(base_url: str, hosts: Collection[str]) -> bool:
    """Say whether an address has one of these hosts: "host", with any port, or "host:port"."""
    parts = _parts(base_url)
    if parts is None:
        return False
    standard = 443 if parts.scheme == "https" else 80
    return not {parts.hostname, f"{parts.hostname}:{parts.port or standard}"}.isdisjoint(hosts)


def _parts(base_url: str) -> SplitResult | None:
    """Return the parts of an address in its normal form; None when it is none of a source."""
    address = normal_form(base_url)
    return None if address is None else urlsplit(address)


def _may_be_public(host: str) -> bool:
    try:
        return is_public(ipaddress.ip_address(host))
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".internal", ".local"))
