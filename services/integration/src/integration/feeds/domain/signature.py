"""Signatures of pushes: HMAC-SHA256 over the time, a nonce, the source, and the bytes as sent."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

_TIMESTAMP: Final = re.compile(r"[0-9]{1,11}")
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SIGNATURE: Final = re.compile(r"sha256=([0-9a-f]{64})")
# Stands in the place of a key that is not there, so that a refusal takes as long.
_NO_KEY: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Signature:
    """What three headers say: when it was signed, the nonce, and the signature in hexadecimal."""

    signed_at: datetime
    nonce: str
    digest: str

    @classmethod
    def read(cls, timestamp: str, nonce: str, signature: str) -> Self | None:
        """Return what the headers say; None if one of them does not have its form."""
        found = _SIGNATURE.fullmatch(signature)
        if not (found and _TIMESTAMP.fullmatch(timestamp) and _NONCE.fullmatch(nonce)):
            return None
        try:
            signed_at = datetime.fromtimestamp(int(timestamp), UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return cls(signed_at, nonce, found[1])

    def is_within(self, skew: timedelta, now: datetime) -> bool:
        """Say whether it was signed just now, as far as two clocks may differ."""
        return abs(now - self.signed_at) <= skew

    def fits(self, key: bytes | None, source_code: str, body: bytes) -> bool:
        """Say whether it was made of these bytes with this key; never without a key."""
        made = digest_of(
            key or _NO_KEY,
            timestamp=int(self.signed_at.timestamp()),
            nonce=self.nonce,
            source_code=source_code,
            body=body,
        )
        return hmac.compare_digest(made, self.digest) and key is not None


def digest_of(key: bytes, *, timestamp: int, nonce: str, source_code: str, body: bytes) -> str:
    """Return the signature: of three lines and the bytes of the body behind them."""
    lines = f"{timestamp}\n{nonce}\n{source_code}\n".encode()
    return hmac.new(key, lines + body, hashlib.sha256).hexdigest()
