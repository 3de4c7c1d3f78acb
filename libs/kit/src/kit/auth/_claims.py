"""Claims of an access token: every type is checked once, before anything is done with a value."""

import math
from collections.abc import Mapping
from typing import Any, Final

import jwt

from kit.auth._refusals import refused
from rules.text import Text

_TIMES: Final = ("exp", "iat", "nbf")
_TEXTS: Final = ("iss", "sub", "jti")
# What issuers call a token by: the header of RFC 9068, claims of Keycloak, Cognito and others.
_NAMES: Final = ("typ", "token_use", "token_type", "tokenName")
_ACCESS: Final = frozenset({"at+jwt", "bearer", "access", "access_token"})
_ANY_JWT: Final = "jwt"
# OpenID Connect gives these to ID and logout tokens. Old access tokens of Keycloak have a nonce
# too, and say that they are access tokens.
_OF_OTHERS: Final = ("nonce", "at_hash", "c_hash", "s_hash", "events")


class AccessTokens(jwt.PyJWT):
    """Reads signed tokens; only access tokens whose claims all have their types pass."""

    def _decode_payload(self, decoded: dict[str, Any]) -> dict[str, Any]:
        claims = super()._decode_payload(decoded)
        _check_types(claims)
        _check_kind(decoded["header"], claims)
        return claims


def is_text(value: object) -> bool:
    """Return whether a value is a text that a database can keep."""
    if not isinstance(value, str) or not value or "\0" in value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def claim(claims: Mapping[str, Any], path: str) -> Any:
    """Return a claim; a path with dots enters objects, as in Keycloak's realm_access.roles."""
    value: Any = claims.get(path)
    if value is not None or "." not in path:
        return value
    value = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _check_types(claims: Mapping[str, Any]) -> None:
    for name in _TIMES:
        if name in claims and not _is_time(claims[name]):
            raise refused(
                Text(
                    f"klaim {name} bukan bilangan detik",
                    f"the claim {name} is not a number of seconds",
                )
            )
    for name in _TEXTS:
        if name in claims and not is_text(claims[name]):
            raise refused(
                Text(
                    f"klaim {name} bukan teks yang dapat disimpan",
                    f"the claim {name} is no text that can be kept",
                )
            )
    audience = claims.get("aud", "")
    audiences = audience if isinstance(audience, list) else [audience]
    if not all(isinstance(one, str) for one in audiences):
        raise refused(Text("klaim aud bukan daftar teks", "the claim aud is not a list of texts"))


def _is_time(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


def _check_kind(header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
    """Let access tokens pass, and tokens of issuers that do not say what a token is for."""
    said = [header["typ"]] if "typ" in header else []
    said += [claims[name] for name in _NAMES if name in claims]
    names = {str(name).lower().removeprefix("application/") for name in said} - {_ANY_JWT}
    if others := sorted(names - _ACCESS):
        told = ", ".join(others)
        raise refused(Text(f"bukan token akses: {told}", f"it is no access token: {told}"))
    if not names and (marks := [name for name in _OF_OTHERS if name in claims]):
        told = ", ".join(marks)
        raise refused(
            Text(f"bukan token akses: memuat {told}", f"it is no access token: it has {told}")
        )
