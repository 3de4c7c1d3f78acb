"""Metrics of the token issuer's keys."""

from typing import Final

from prometheus_client import Counter

_KEY_FETCHES: Final = Counter(
    "tolok_jwks_fetches_total", "Fetches of the token issuer's keys.", ["outcome"]
)


def record_key_fetch(*, succeeded: bool) -> None:
    _KEY_FETCHES.labels("ok" if succeeded else "failed").inc()
