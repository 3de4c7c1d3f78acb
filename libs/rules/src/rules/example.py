"""Examples of a derivation set: facts that were made up, read by the very rules of production."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rules.agency import is_of_kind, is_region
from rules.condition import Member, Subject, in_use
from rules.derivation import Derived, Reached, Rule, derive
from rules.exact import parse
from rules.fact import UNSEEN, FactKey, FactValue, Reading
from rules.period import PeriodKind, containing, months_of, year_of

# The assessed agency, a region; all others are of the kind `agency` and below it.
SELF: Final = "self"
ABSENT: Final = "absent"
UNKNOWN: Final = "unknown"

_YEAR: Final = 2026
_PERIODS: Final[Mapping[PeriodKind, str]] = {
    "year": f"{_YEAR}",
    "quarter": f"{_YEAR}-Q4",
    "month": f"{_YEAR}-12",
}
_SOURCE: Final = "example"

Said = Mapping[str, Mapping[str, bool | str]]


@dataclass(frozen=True, slots=True)
class ExampleFacts:
    """What an example says of its agencies, as rules read it.

    A value is a truth value, an exact number, `absent` or `unknown`. A fact that is not named was
    never seen; a name that ends in `@-1` is of the year before. In a quarter a monthly fact is the
    same in every month, unless a name that ends in `@m1`, `@m2` or `@m3` says it of one month.
    """

    agencies: Said

    def read(self, key: FactKey) -> Reading:
        """Return what the example says of the fact in that year."""
        years = year_of(key.period) - _YEAR if key.period else 0
        name = f"{key.fact}@{years}" if years else key.fact
        facts = self.agencies.get(key.agency_code, {})
        said = facts.get(f"{name}@{_month(key.period)}", facts.get(name))
        return UNSEEN if said is None else _reading(said)

    def holder(self, code: str, period: str) -> str | None:  # noqa: ARG002 - of the protocol
        """Return the agency itself: in an example nobody took over from another."""
        return code

    def is_due(self, code: str, period: str) -> bool:  # noqa: ARG002 - of the protocol
        """Return that it owes all facts: in an example nobody begins or ends."""
        return True

    def subtree(self, kind: str | None) -> Iterable[str]:
        """Return the assessed agency, a region, and all others, perhaps of one kind only."""
        if kind is None:
            return tuple(self.agencies)
        return tuple(
            code
            for code in self.agencies
            if (is_region(kind) if code == SELF else is_of_kind("agency", kind))
        )


def derive_example(rule: Rule, agencies: Said, period_kind: PeriodKind) -> Derived:
    """Return what the rule makes of an example, in an edition with this kind of period."""
    return derive(rule, ExampleFacts(agencies), Subject(SELF, _PERIODS[period_kind]))


def first_unmet(derived: Derived) -> Reached | None:
    """Return the first step of a ladder that does not hold or is not known to; None: all hold."""
    return next((step for step in derived.steps if step.trace.truth is not True), None)


def decisive(derived: Derived) -> Iterator[Member]:
    """Yield the facts that keep the level from being higher: of the first step that is not met.

    Of a measure it yields every fact it reads.
    """
    unmet = first_unmet(derived)
    yield from derived.members if unmet is None else in_use(unmet.trace)


def _month(period: str) -> str:
    """Return which month of its quarter a period is; of another kind none."""
    quarter = containing(period, "quarter") if period else None
    if quarter is None or quarter == period:
        return ""
    return f"m{months_of(quarter).index(period) + 1}"


def _reading(said: bool | str) -> Reading:  # noqa: FBT001 - a fact's value may be a truth value
    if said == UNKNOWN:
        return Reading("unknown", source_code=_SOURCE)
    if said == ABSENT:
        return Reading("absent", current=True, source_code=_SOURCE)
    value: FactValue = said if isinstance(said, bool) else parse(said)
    return Reading("value", value, current=True, source_code=_SOURCE)
