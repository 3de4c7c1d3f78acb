"""Tokens: JWTs of an OIDC issuer, turned into a principal with roles of a closed set."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import jwt
from cachetools import TLRUCache

from kit.auth._claims import AccessTokens, claim, is_text
from kit.auth._keys import KeySource, RemoteKeys
from kit.auth._refusals import refused
from kit.settings import AppSettings
from rules.text import Text

_ALGORITHMS: Final = ("ES256", "RS256")
_LEEWAY_SECONDS: Final = 10
_REMEMBERED: Final = 4096
_ACCESS_TOKENS: Final = AccessTokens()
_REASONS: Final[Mapping[type[jwt.InvalidTokenError], Text]] = {
    jwt.ExpiredSignatureError: Text("sudah kedaluwarsa", "it has expired"),
    jwt.ImmatureSignatureError: Text("belum berlaku", "it is not valid yet"),
    jwt.InvalidAudienceError: Text("untuk penerima lain", "it is for another audience"),
    jwt.InvalidIssuerError: Text("dari penerbit lain", "it is from another issuer"),
    jwt.InvalidSignatureError: Text("tanda tangannya tidak cocok", "its signature does not match"),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """The holder of a token; `unit` is the one that the token is bound to."""

    subject: str
    roles: frozenset[str]
    unit: str | None


class _Verified(NamedTuple):
    principal: Principal
    key: jwt.PyJWK
    good_until: float


class TokenVerifier:
    """Turns a token into a principal, or raises what is wrong with it.

    `roles` are all that count here; an issuer may give roles of its own besides.
    Verifying a signature costs more than the rest of a request. So a verified token is kept until
    it expires or the issuer's keys are read again.
    """

    def __init__(
        self,
        keys: KeySource,
        *,
        issuer: str,
        roles: frozenset[str],
        audience: str = "tolok",
        roles_claim: str = "roles",
        unit_claim: str = "unit",
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._roles = roles
        self._audience = audience
        self._roles_claim = roles_claim
        self._unit_claim = unit_claim
        self._verified: TLRUCache[str, _Verified] = TLRUCache(
            _REMEMBERED, ttu=lambda _, verified, __: verified.good_until, timer=time.time
        )

    @classmethod
    def from_settings(
        cls, settings: AppSettings, *, roles: frozenset[str], keys: KeySource | None = None
    ) -> "TokenVerifier":
        """Verify the tokens of the issuer in the settings; without `keys`, discovery finds them."""
        return cls(
            keys or RemoteKeys(settings.oidc_issuer),
            issuer=settings.oidc_issuer,
            roles=roles,
            audience=settings.oidc_audience,
            roles_claim=settings.roles_claim,
            unit_claim=settings.agency_claim,
        )

    async def verify(self, token: str) -> Principal:
        """Return the principal.

        Raises:
            Unauthenticated: the token is not good; the detail names the reason.
            Unavailable: the issuer's keys cannot be read.
        """
        known = self._verified.get(token)
        if known is not None:
            # Another object under the same id means that the issuer's keys were read again.
            if await self._keys.key(str(known.key.key_id)) is known.key:
                return known.principal
            self._verified.pop(token, None)  # another request may have done it meanwhile
        key = await self._key(token)
        claims = _decode(token, key, issuer=self._issuer, audience=self._audience)
        principal = self._principal(claims)
        self._verified[token] = _Verified(principal, key, claims["exp"])
        return principal

    def _principal(self, claims: Mapping[str, Any]) -> Principal:
        roles = claim(claims, self._roles_claim)
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            name = self._roles_claim
            raise refused(
                Text(f"klaim {name} bukan daftar peran", f"the claim {name} is not a list of roles")
            )
        if self._roles.isdisjoint(roles):
            names = ", ".join(sorted(roles))
            raise refused(
                Text(
                    f"tidak memuat peran yang dikenal oleh sistem ini: {names or 'tidak satu pun'}",
                    f"it has no role that is known here: {names or 'none'}",
                )
            )
        unit = claim(claims, self._unit_claim)
        if unit is not None and not is_text(unit):
            name = self._unit_claim
            raise refused(Text(f"klaim {name} bukan kode", f"the claim {name} is not a code"))
        return Principal(claims["sub"], self._roles.intersection(roles), unit)

    async def _key(self, token: str) -> jwt.PyJWK:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, RecursionError) as error:
            raise refused(
                Text("bukan JWT yang ditandatangani", "it is not a signed JWT")
            ) from error
        if header.get("alg") not in _ALGORITHMS:
            known = ", ".join(_ALGORITHMS)
            raise refused(
                Text(
                    f"algoritmenya bukan salah satu dari {known}",
                    f"algorithm is not one of {known}",
                )
            )
        key = await self._keys.key(str(header.get("kid")))
        if key is None:
            raise refused(
                Text("kuncinya bukan milik penerbitnya", "its key is not one of the issuer's")
            )
        return key


def _decode(token: str, key: jwt.PyJWK, *, issuer: str, audience: str) -> dict[str, Any]:
    try:
        return _ACCESS_TOKENS.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            issuer=issuer,
            audience=audience,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        raise refused(_reason(error)) from error


def _reason(error: jwt.InvalidTokenError) -> Text:
    if isinstance(error, jwt.MissingRequiredClaimError):
        return Text(f"klaim {error.claim} tidak ada", f"it has no claim {error.claim}")
    return _REASONS.get(type(error), Text("tidak dapat dibaca", "it cannot be read"))
