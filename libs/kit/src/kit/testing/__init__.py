"""Doubles for tests: a broker in memory with its faults and a clock that stands."""

from kit.testing._broker import MemoryBroker
from kit.testing._clock import FixedClock
from kit.testing._consumer import MemoryConsumer

__all__ = [
    "FixedClock",
    "MemoryBroker",
    "MemoryConsumer",
]
