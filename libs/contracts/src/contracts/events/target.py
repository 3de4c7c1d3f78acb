"""Targets on the topic `scoring.score`, keyed by agency code: what somebody set or withdrew."""

from typing import ClassVar

from contracts.envelope import Event
from contracts.topics import SCORE
from contracts.values import Code, Exact, Instant, Revision, Year


class TargetSetV1(Event, frozen=True, kw_only=True):
    """A target was set, carried over from the year before, or withdrawn: the whole of it.

    `value`: what the node is to reach at least in the year; None: it was withdrawn. The revision
    counts the changes of the target. Whether it is met or missed, other events say.
    """

    TYPE: ClassVar[str] = "scoring.target.set.v1"
    TOPIC: ClassVar[str] = SCORE.name

    agency_code: Code
    instrument_code: Code
    year: Year
    node_code: Code
    revision: Revision
    value: Exact | None
    set_at: Instant

    @property
    def key(self) -> str:
        """Return the agency's code."""
        return self.agency_code

    @property
    def subject(self) -> str:
        """Return what the target is of."""
        return f"{self.agency_code}/{self.instrument_code}/{self.year}/{self.node_code}"
