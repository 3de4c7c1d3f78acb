"""How much a relay does at once, and how long it waits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayLimits:
    """How much and how long. Times in seconds.

    `grace` is how long a relay may take to connect again before others take over its rows.
    `others_first` is the first pause of rows that wait for older ones of another process.
    """

    poll_every: float = 0.25
    measure_every: float = 1.0
    grace: float = 1.0
    rows_in_memory: int = 50_000
    rows_at_once: int = 5_000
    first_pause: float = 0.1
    longest_pause: float = 5.0
    straggler: float = 0.05
    others_first: float = 0.01
    drain_on_stop: float = 3.0
