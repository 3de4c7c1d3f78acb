"""Limits of requests: size of address and headers, rate, and number at the same time."""

import math
import time
from collections import Counter

from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.types import Scope

from gateway import metrics
from gateway.door.domain.address import fault_of
from gateway.settings import GatewaySettings
from kit.auth import authenticate, is_signed
from kit.errors import Invalid, TooLarge, TooManyRequests
from rules.refusal import Refusal
from rules.text import Text


class RateLimit:
    """A number of requests in a time, for each name; counted in this process only."""

    def __init__(self, policy: str, rate: str) -> None:
        self._policy = policy
        self._item: RateLimitItem = parse(rate)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def hit(self, name: str) -> bool:
        """Count one request and tell whether it is within the rate."""
        return await self._limiter.hit(self._item, self._policy, name)

    async def is_open(self, name: str) -> bool:
        """Return whether one more request would be within the rate."""
        return await self._limiter.test(self._item, self._policy, name)

    async def headers(self, name: str) -> dict[str, str]:
        """Return the RateLimit headers: the rate, what is left of it, and for how many seconds."""
        stats = await self._limiter.get_window_stats(self._item, self._policy, name)
        left = max(0, stats.remaining)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        policy, item = self._policy, self._item
        return {
            "RateLimit-Policy": f'"{policy}";q={item.amount};w={item.get_expiry()}',
            "RateLimit": f'"{policy}";r={left};t={seconds}',
        }

    async def refusal(self, name: str) -> TooManyRequests:
        """Return the error for a request above the rate."""
        metrics.record_rate_limited()
        headers = await self.headers(name)
        seconds = headers["RateLimit"].rpartition("t=")[2]
        return TooManyRequests(
            Text(
                f"Terlalu banyak permintaan. Tunggu {seconds} detik.",
                f"Too many requests. Wait {seconds} seconds.",
            ),
            headers={**headers, "Retry-After": seconds},
        )


class RequestsAtOnce:
    """Counts the requests of each subject that are being answered now."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._now: Counter[str] = Counter()

    def started(self, subject: str) -> None:
        """Count a request that begins.

        Raises:
            TooManyRequests: The subject has reached its limit.
        """
        if self._now[subject] >= self._limit:
            metrics.record_rate_limited()
            raise TooManyRequests(
                Text(
                    f"Paling banyak {self._limit} permintaan sekaligus. Tunggu jawaban dahulu.",
                    f"At most {self._limit} requests at once. Wait for answers first.",
                ),
                headers={"Retry-After": "1"},
            )
        self._now[subject] += 1

    def ended(self, subject: str) -> None:
        """Count a request that has ended."""
        self._now[subject] -= 1
        if not self._now[subject]:
            del self._now[subject]


async def require_within_limits(request: Request) -> str:
    """Check size, address and rate of an authenticated or signed request; return its subject.

    Raises:
        TooLarge: The address or the headers are too long.
        Invalid: The address could be read as another one.
        TooManyRequests: The subject is above its rate.
    """
    require_address(request.scope, request.app.state.settings)
    subject = await _subject_of(request)
    rate: RateLimit = request.app.state.rate_limit
    if not await rate.hit(subject):
        raise await rate.refusal(subject)
    request.state.rate_headers = await rate.headers(subject)
    return subject


async def _subject_of(request: Request) -> str:
    """Return whose request it is; of one that is signed only its address is known here."""
    if is_signed(request):
        return f"address {request.client.host if request.client else 'unknown'}"
    return (await authenticate(request)).subject


def require_address(scope: Scope, settings: GatewaySettings) -> None:
    """Check an address and the size of the headers.

    Raises:
        TooLarge: The address or the headers are too long.
        Invalid: The address could be read as another one.
    """
    if len(scope["raw_path"]) + len(scope["query_string"]) > settings.url_limit_bytes:
        raise _too_long("path", settings.url_limit_bytes)
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if size > settings.header_limit_bytes:
        raise _too_long("header", settings.header_limit_bytes)
    fault = fault_of(scope["path"], scope["raw_path"])
    if fault is not None:
        raise Invalid(
            Text("Periksa alamat permintaan.", "Check the address of the request."),
            errors=[Refusal("path", fault)],
        )


def _too_long(pointer: str, limit: int) -> TooLarge:
    return TooLarge(
        Text(f"Paling banyak {limit} byte.", f"At most {limit} bytes."),
        errors=[Refusal(pointer, Text("terlalu panjang", "is too long"))],
    )
