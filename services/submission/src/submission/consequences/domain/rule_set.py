"""Sets of rules of rewards and punishments: data, with versions; a region may have its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rules.period import PeriodKind
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.consequences.domain.condition import Condition

Effect = Literal["reward", "punishment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is due if a condition holds; `basis`: the regulation or decree that says so.

    `period_kinds`: of which periods it is asked; None: of all that its condition can look at.
    """

    code: str
    effect: Effect
    name: Text
    basis: str
    condition: Condition
    period_kinds: frozenset[PeriodKind] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A version of a set; it never changes. `content_hash`: of the document it was read from.

    `agency_code`: the region whose own it is; None: it comes with the release. `valid_from`: it
    judges the periods that end on this day or later; None: those of the day of its publication on.
    """

    code: str
    version: int
    title: Text
    rules: tuple[Rule, ...]
    content_hash: str
    agency_code: str | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRuleSet:
    """A version with the document that it was read from; `published`: None for the release's."""

    rule_set: RuleSet
    document: Mapping[str, Any]
    published: Act | None = None


def place_of(rule_set: RuleSet) -> tuple[str, int]:
    """Return the place of a version in a list: that of the release, then by region."""
    return rule_set.agency_code or "", rule_set.version


def in_force(sets: Iterable[RuleSet], line: Sequence[str], day: date) -> RuleSet | None:
    """Return the set that judges an agency's period which ends on a day, or that counts on it.

    It is the newest of the nearest region that is valid then: a newer version rewrites no period
    that ended before, unless it says so (`valid_from`). `line`: the agency and all above it, itself
    first. Without one of theirs: that of the release.
    """
    places = {code: place for place, code in enumerate(line)}
    found = [
        each
        for each in sets
        if (each.agency_code is None or each.agency_code in places)
        and (each.valid_from is None or each.valid_from <= day)
    ]
    own = len(places)
    return min(
        found,
        key=lambda each: (
            own if each.agency_code is None else places[each.agency_code],
            -each.version,
        ),
        default=None,
    )


def faults_of_next(new: RuleSet, kept: Iterable[RuleSet]) -> Sequence[Refusal]:
    """Return what stands against a new version beside those that its region has of the set."""
    of_region = [each for each in kept if each.agency_code == new.agency_code]
    own = [each for each in of_region if each.code == new.code]
    newest = max(own, key=lambda each: each.version, default=None)
    expected = 1 if newest is None else newest.version + 1
    faults = []
    if of_region and not own:
        code = of_region[0].code
        told = Text(f"aturan wilayah ini berkode {code}", f"the rules of this region are {code}")
        faults.append(Refusal("/rule_set_code", told))
        return faults
    if new.version != expected:
        said = Text(f"versi berikutnya adalah {expected}", f"the next version is {expected}")
        faults.append(Refusal("/version", said))
    if newest is not None and _says_the_same(newest, new):
        same = Text(
            f"isinya sama dengan versi {newest.version}",
            f"it says the same as version {newest.version}",
        )
        faults.append(Refusal("", same))
    return faults


def _says_the_same(newest: RuleSet, new: RuleSet) -> bool:
    """Say whether two versions differ in nothing; without a day of its own a new one has none."""
    day = newest.valid_from if new.valid_from is None else new.valid_from
    return (newest.rules, newest.title, newest.valid_from) == (new.rules, new.title, day)
