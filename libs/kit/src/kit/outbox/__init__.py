"""Events out: rows in the transaction that caused them, sent to the broker after its commit."""

from kit.outbox._emit import (
    MAX_VALUE_BYTES,
    TooLargeError,
    emit,
    enqueue,
    to_record,
    unpack_headers,
)
from kit.outbox._limits import RelayLimits
from kit.outbox._relay import Relay

__all__ = [
    "MAX_VALUE_BYTES",
    "Relay",
    "RelayLimits",
    "TooLargeError",
    "emit",
    "enqueue",
    "to_record",
    "unpack_headers",
]
