"""Metrics of the token issuer's keys."""

from typing import Final

from prometheus_client import Counter

KEY_FETCHES: Final = Counter(
    "tolok_jwks_fetches_total", "Fetches of the token issuer's keys.", ["outcome"]
)
