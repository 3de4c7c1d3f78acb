"""The public keys of the token issuer: found by discovery, kept, fetched again when they rotate."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import jwt

from kit import logs, metrics
from kit.errors import Unavailable
from kit.http import HttpClient, HttpError
from kit.languages import Text

_KEEP_SECONDS: Final = 3600.0
_DISCOVERY: Final = "/.well-known/openid-configuration"


class KeySource(Protocol):
    """Something that knows the issuer's keys by their id."""

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key, None when the issuer has no such key."""


class StaticKeys:
    """Keys that are known from the start."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        self._keys = _by_kid(jwks)

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key, None when it is not among them."""
        return self._keys.get(kid)


class RemoteKeys:
    """Keys read from the issuer.

    An unknown id makes it read again, but no more often than every `cooldown_seconds`, so that
    tokens with invented ids cannot be used to flood the issuer. While the issuer is away, the
    keys read before stay good.
    """

    def __init__(
        self,
        issuer: str,
        *,
        cooldown_seconds: float = 10.0,
        client: HttpClient | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._client = client
        self._cooldown = cooldown_seconds
        self._monotonic = monotonic
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key, None when the issuer has no such key.

        Raises:
            Unavailable: no key is known yet and the issuer does not answer.
        """
        if kid not in self._keys or self._monotonic() - self._read_at > _KEEP_SECONDS:
            async with self._lock:
                await self._refresh(kid)
        return self._keys.get(kid)

    async def _refresh(self, kid: str) -> None:
        now = self._monotonic()
        fresh = kid in self._keys and now - self._read_at <= _KEEP_SECONDS
        if fresh or now - self._tried_at < self._cooldown:
            if not self._keys:
                raise _issuer_away()
            return
        self._tried_at = now
        try:
            self._keys = _by_kid(await self._fetch())
        except (HttpError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            metrics.record_key_fetch(succeeded=False)
            logs.get_logger().warning("jwks_fetch_failed", error=type(error).__name__)
            if not self._keys:
                raise _issuer_away() from error
        else:
            self._read_at = now
            metrics.record_key_fetch(succeeded=True)

    async def _fetch(self) -> Any:
        client = self._client or HttpClient("issuer", allow_private=True)
        try:
            discovery = await client.get(self._issuer + _DISCOVERY)
            discovery.raise_for_status()
            keys = await client.get(discovery.json()["jwks_uri"])
            keys.raise_for_status()
            return keys.json()
        finally:
            if client is not self._client:
                await client.close()


def _by_kid(jwks: Any) -> dict[str, jwt.PyJWK]:
    keys = jwt.PyJWKSet.from_dict(dict(jwks)).keys
    return {key.key_id: key for key in keys if key.key_id is not None}


def _issuer_away() -> Unavailable:
    return Unavailable(
        Text(
            "Penerbit token tidak terjangkau, jadi token belum dapat diperiksa. Coba lagi.",
            "The token issuer is out of reach, so tokens cannot be checked yet. Try again.",
        )
    )
