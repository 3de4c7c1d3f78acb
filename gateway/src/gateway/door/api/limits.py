"""What a request may not exceed: the size of its address and headers, its subject's rate."""

import math
import time
from collections import Counter

from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.types import Scope

from gateway import metrics
from gateway.door.domain.address import is_plain
from gateway.settings import GatewaySettings
from kit.auth import authenticate
from kit.errors import FieldError, Invalid, TooLarge, TooManyRequests
from kit.languages import Text


class Rate:
    """So many requests in so much time for each name; counted in this process only."""

    def __init__(self, name: str, written: str) -> None:
        self._name = name
        self._item: RateLimitItem = parse(written)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def hit(self, who: str) -> bool:
        """Count one request and tell whether it is within the rate."""
        return await self._limiter.hit(self._item, self._name, who)

    async def is_open(self, who: str) -> bool:
        """Tell whether one more request would be within the rate."""
        return await self._limiter.test(self._item, self._name, who)

    async def headers(self, who: str) -> dict[str, str]:
        """Return the RateLimit headers: the rate, what is left of it, and for how many seconds."""
        stats = await self._limiter.get_window_stats(self._item, self._name, who)
        left = max(0, stats.remaining)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        return {
            "RateLimit-Policy": f'"{self._name}";q={self._item.amount};w={self._item.get_expiry()}',
            "RateLimit": f'"{self._name}";r={left};t={seconds}',
        }

    async def refusal(self, who: str) -> TooManyRequests:
        """Return the error for somebody above the rate."""
        metrics.record_rate_limited()
        headers = await self.headers(who)
        seconds = headers["RateLimit"].rpartition("t=")[2]
        return TooManyRequests(
            Text(
                f"Terlalu banyak permintaan. Tunggu {seconds} detik.",
                f"Too many requests. Wait {seconds} seconds.",
            ),
            headers={**headers, "Retry-After": seconds},
        )


class InFlight:
    """How many requests of each subject are being answered now."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._now: Counter[str] = Counter()

    def take(self, subject: str) -> None:
        """Count a request in.

        Raises:
            TooManyRequests: The subject has as many as one may have at once.
        """
        if self._now[subject] >= self._most:
            metrics.record_rate_limited()
            raise TooManyRequests(
                Text(
                    f"Paling banyak {self._most} permintaan sekaligus. Tunggu jawaban dahulu.",
                    f"At most {self._most} requests at once. Wait for answers first.",
                ),
                headers={"Retry-After": "1"},
            )
        self._now[subject] += 1

    def leave(self, subject: str) -> None:
        """Count a request out."""
        self._now[subject] -= 1
        if not self._now[subject]:
            del self._now[subject]


async def require_within(request: Request) -> str:
    """Refuse an authenticated request that is too large, or one too many; return its subject.

    Raises:
        TooLarge: The address or the headers are too long.
        Invalid: The address hides another one.
        TooManyRequests: The subject is above the rate.
    """
    _require_size(request.scope, request.app.state.settings)
    principal = await authenticate(request)
    rate: Rate = request.app.state.rate
    if not await rate.hit(principal.subject):
        raise await rate.refusal(principal.subject)
    request.state.rate_headers = await rate.headers(principal.subject)
    return principal.subject


def _require_size(scope: Scope, settings: GatewaySettings) -> None:
    if len(scope["raw_path"]) + len(scope["query_string"]) > settings.url_limit_bytes:
        raise _too_long("path", settings.url_limit_bytes)
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if size > settings.header_limit_bytes:
        raise _too_long("header", settings.header_limit_bytes)
    if not is_plain(scope["path"]):
        raise Invalid(
            Text(
                "Alamat memuat bagian yang tidak sah.",
                "The address holds parts that are not valid.",
            ),
            errors=[FieldError("path", Text("tanpa . atau .. atau //", "without . or .. or //"))],
        )


def _too_long(pointer: str, limit: int) -> TooLarge:
    return TooLarge(
        Text(f"Paling banyak {limit} byte.", f"At most {limit} bytes."),
        errors=[FieldError(pointer, Text("terlalu panjang", "is too long"))],
    )
