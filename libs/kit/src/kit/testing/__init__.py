"""Doubles for tests: a broker in memory with its faults, a clock that stands, a token issuer."""

from kit.testing._broker import MemoryBroker
from kit.testing._clock import FixedClock
from kit.testing._consumer import MemoryConsumer
from kit.testing._issuer import TokenIssuer

__all__ = [
    "FixedClock",
    "MemoryBroker",
    "MemoryConsumer",
    "TokenIssuer",
]
