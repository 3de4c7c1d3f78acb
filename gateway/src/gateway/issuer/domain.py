"""The claims of a token of the sandbox's issuer."""

from collections.abc import Mapping, Sequence
from typing import Any


def with_claim(claims: Mapping[str, Any], path: str, *, value: Any) -> dict[str, Any]:
    """Return the claims with one added; a dot makes an object, as in `realm_access.roles`."""
    name, _, rest = path.partition(".")
    if not rest:
        return {**claims, name: value}
    inner = claims.get(name, {})
    return {**claims, name: with_claim(inner, rest, value=value)}


def token_claims(
    subject: str,
    *,
    roles: Sequence[str],
    roles_claim: str,
    agency_code: str | None,
    agency_claim: str,
) -> dict[str, Any]:
    """Return who the token is about and what they may do."""
    claims = with_claim({"sub": subject}, roles_claim, value=list(roles))
    return claims if agency_code is None else with_claim(claims, agency_claim, value=agency_code)
