"""What is known about one fact of an agency in a period: a value, absent, or unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from rules.exact import Number, text_of
from rules.period import PeriodKind

Status = Literal["value", "absent", "unknown"]
Aggregation = Literal["sum", "mean", "minimum", "maximum", "all", "any"]
OverMonths = Literal["sum", "mean", "last"]
FactValue = bool | Number | None
WrittenValue = bool | str | None


class FactKey(NamedTuple):
    """One fact of one agency for one period, whoever says it."""

    agency_code: str
    fact: str
    period: str


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact's name with what the catalogue says of it; None where the catalogue is silent.

    `over_months`: how those of three months become the quarter's; of monthly facts only.
    """

    name: str
    period_kind: PeriodKind | None = None
    aggregation: Aggregation | None = None
    over_months: OverMonths | None = None


@dataclass(frozen=True, slots=True)
class LastGood:
    """The newest value that was known before the source could no longer be read."""

    status: Literal["value", "absent"]
    value: FactValue
    observed_at: datetime
    confirmed_at: datetime
    record_count: int | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What one source says now. `record_count`: how many records say it; None: that is not told."""

    source_code: str
    status: Status
    value: FactValue
    observed_at: datetime
    last_good: LastGood | None = None
    record_count: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact as a rule sees it: the last good value stands in for an unread one.

    `current`: the source could be read. `observed_at`: when this value was first read.
    `confirmed_at`: the last reading that gave it, where it is no longer current. `is_empty`: it is
    true because nothing says otherwise, of an agency to which the question does not apply.
    """

    status: Status
    value: FactValue = None
    current: bool = False
    observed_at: datetime | None = None
    confirmed_at: datetime | None = None
    source_code: str | None = None
    is_empty: bool = False


UNSEEN = Reading("unknown")


class Facts(Protocol):
    """Where a rule reads facts and who belongs to the subtree."""

    def read(self, key: FactKey) -> Reading:
        """Return what is known; `UNSEEN` if nobody ever said anything."""

    def subtree(self, kind: str | None) -> Iterable[str]:
        """Return the assessed agency and all below it that are valid, perhaps of one kind only."""

    def holder(self, code: str, period: str) -> str | None:
        """Return whose facts of a period count for an agency: its own, or its predecessor's.

        None: several were before it, and nothing is known of them as of one.
        """

    def is_due(self, code: str, period: str) -> bool:
        """Say whether an agency owes the facts of a period: it was there from its first day on."""


def choose(observations: Iterable[Observation]) -> Reading:
    """Return the one reading of what several sources say.

    Sources that give different values say nothing together, for whichever came last would decide;
    neither does a value win because the source of the other one failed. Otherwise a current value
    goes before current absence, both before a last good value; then the newest, then the first
    source by code.
    """
    readings = [_reading(observation) for observation in observations]
    if len({reading.value for reading in readings if reading.status == "value"}) > 1:
        return Reading("unknown")
    return max(readings, key=_rank, default=UNSEEN)


def value_text(value: FactValue) -> WrittenValue:
    """Return a fact's value as it travels: a truth value or an exact string."""
    return value if value is None or isinstance(value, bool) else text_of(value)


def _reading(observation: Observation) -> Reading:
    if observation.status != "unknown":
        return Reading(
            observation.status,
            observation.value if observation.status == "value" else None,
            current=True,
            observed_at=observation.observed_at,
            source_code=observation.source_code,
            is_empty=_is_empty(observation),
        )
    good = observation.last_good
    if good is None:
        return Reading("unknown", source_code=observation.source_code)
    return Reading(
        good.status,
        good.value if good.status == "value" else None,
        observed_at=good.observed_at,
        confirmed_at=good.confirmed_at,
        source_code=observation.source_code,
        is_empty=_is_empty(good),
    )


def _is_empty(said: Observation | LastGood) -> bool:
    """Say whether something is true and no record says so."""
    return said.status == "value" and said.value is True and said.record_count == 0


def _rank(reading: Reading) -> tuple[bool, bool, bool, float, tuple[int, ...]]:
    at = reading.observed_at.timestamp() if reading.observed_at else 0.0
    first_by_code = tuple(-ord(letter) for letter in reading.source_code or "")
    known = reading.status != "unknown"
    return known, reading.current, reading.status == "value", at, first_by_code
