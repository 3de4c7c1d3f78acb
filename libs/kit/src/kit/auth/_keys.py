"""The public keys of the token issuer: found by discovery, kept, fetched again when they rotate."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

import jwt

from kit.auth import _metrics as metrics
from kit.errors import Unavailable
from kit.observe import get_logger
from kit.outbound import HttpClient
from rules.json_text import read_json
from rules.text import Text

_KEEP_SECONDS: Final = 3600.0
_DISCOVERY: Final = "/.well-known/openid-configuration"


class KeySource(Protocol):
    """Finds a key of the issuer by its id."""

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key, None when the issuer has no such key."""


class RemoteKeys:
    """Keys read from the issuer.

    A known key is returned at once; old keys are read again in the background. Only a request with
    an unknown id waits. All such requests share one reading, which has a short deadline, and the
    next reading starts `cooldown_seconds` after its end at the earliest. So neither a slow issuer
    nor invented ids hold up other requests. While the issuer is away, the last keys stay valid.
    """

    def __init__(
        self,
        issuer: str,
        *,
        cooldown_seconds: float = 10.0,
        deadline_seconds: float = 3.0,
        client: HttpClient | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._client = client
        self._cooldown = cooldown_seconds
        self._deadline = deadline_seconds
        self._monotonic = monotonic
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key, None when the issuer has no such key.

        Raises:
            Unavailable: no key is known yet and the issuer does not answer.
        """
        known = self._keys.get(kid)
        if known is not None:
            if self._monotonic() - self._read_at > _KEEP_SECONDS:
                self._read_again()
            return known
        reading = self._read_again()
        if reading is not None:
            await asyncio.shield(reading)  # it is shared: who gives up does not end it
        if not self._keys:
            raise _issuer_away()
        return self._keys.get(kid)

    def _read_again(self) -> asyncio.Task[None] | None:
        """Return the reading that is under way, a new one, or None soon after the last one."""
        if self._reading is None and self._monotonic() - self._tried_at >= self._cooldown:
            self._reading = asyncio.create_task(self._read())
        return self._reading

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(self._deadline):
                self._keys = _by_kid(await self._fetch())
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the issuer
            metrics.KEY_FETCHES.labels("failed").inc()
            get_logger().warning("jwks_fetch_failed", error=type(error).__name__)
        else:
            self._read_at = self._monotonic()
            metrics.KEY_FETCHES.labels("ok").inc()
        finally:
            self._tried_at = self._monotonic()
            self._reading = None

    async def _fetch(self) -> Any:
        client = self._client or HttpClient("issuer")
        try:
            discovery = await client.get(self._issuer + _DISCOVERY)
            discovery.raise_for_status()
            keys = await client.get(read_json(discovery.content)["jwks_uri"])
            keys.raise_for_status()
            return read_json(keys.content)
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
