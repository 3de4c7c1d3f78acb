"""Whether a contradiction rule finds something: true, false, or unknown (None).

Unknown never opens a contradiction and never clears one: a source that cannot be read proves
nothing, and a claim that nobody made contradicts nothing that has to be known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from rules.condition import Subject, Truth, evaluate, in_use, read_own
from rules.contradiction import (
    AgainstLastYear,
    AgainstOtherSource,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from rules.exact import Number, readable
from rules.fact import Facts, Reading
from rules.text import Text

Levels = Mapping[str, Number]

_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Claims:
    """What is claimed, what covered facts derive, and what was claimed a year before, by code.

    A code that is not there is not known.
    """

    levels: Levels
    derived: Levels
    last_year: Levels


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. `values` fill the placeholders of its sentence, as people read them."""

    truth: Truth
    values: Mapping[str, str] = field(default_factory=dict)
    agency_codes: tuple[str, ...] = ()

    def sentence(self, text: Text, names: Mapping[str, str]) -> Text:
        """Return the rule's sentence with its values; `names` are those of agencies."""
        called = [names.get(code, code) for code in self.agency_codes]
        return Text(
            text.id.format_map(_Filled(self.values, agencies=_listed(called, "dan"))),
            text.en.format_map(_Filled(self.values, agencies=_listed(called, "and"))),
        )


class _Filled(dict[str, str]):
    """Values by placeholder; one that nothing is known for stays a dash."""

    def __missing__(self, _: str) -> str:
        return "-"


def find(rule: ContradictionRule, claims: Claims, facts: Facts, subject: Subject) -> Finding:
    """Return whether what the rule forbids is so."""
    check = rule.check
    match check:
        case ClaimAgainstFact():
            return _against_fact(check, claims, facts, subject)
        case ClaimAgainstDerived():
            return _above_derived(check, claims)
        case RelatedClaims():
            return _related(check, claims)
        case AgainstLastYear():
            return _against_last_year(check, claims)
        case AgainstOtherSource():
            return _against_source(check, facts, subject)


def _against_fact(
    check: ClaimAgainstFact, claims: Claims, facts: Facts, subject: Subject
) -> Finding:
    claimed = claims.levels.get(check.indicator_code)
    if claimed is None or claimed < check.level:
        return Finding(truth=False)
    trace = evaluate(check.condition, facts, subject)
    if trace.firm is not False:
        return Finding(None if trace.firm is None else False)
    failing = [one.agency_code for one in in_use(trace) if one.truth is not True]
    values = {
        "indicator": check.indicator_code,
        "claimed": readable(claimed),
        "level": readable(check.level),
    }
    return Finding(truth=True, values=values, agency_codes=tuple(dict.fromkeys(failing)))


def _above_derived(check: ClaimAgainstDerived, claims: Claims) -> Finding:
    code = check.indicator_code
    claimed, derived = claims.levels.get(code), claims.derived.get(code)
    if claimed is None or derived is None:
        return Finding(truth=False if claimed is None else None)
    if claimed - derived < check.by:
        return Finding(truth=False)
    values = {"indicator": code, "claimed": readable(claimed), "derived": readable(derived)}
    return Finding(truth=True, values=values)


def _against_last_year(check: AgainstLastYear, claims: Claims) -> Finding:
    code = check.indicator_code
    claimed, before = claims.levels.get(code), claims.last_year.get(code)
    if claimed is None or before is None:
        return Finding(truth=False if claimed is None else None)
    if abs(Fraction(claimed - before)) < check.by:
        return Finding(truth=False)
    values = {"indicator": code, "claimed": readable(claimed), "last_year": readable(before)}
    return Finding(truth=True, values=values)


def _related(check: RelatedClaims, claims: Claims) -> Finding:
    claimed = claims.levels.get(check.indicator_code)
    if claimed is None or claimed < check.level:
        return Finding(truth=False)
    other = claims.levels.get(check.other_code)
    if other is None:
        return Finding(None)
    if other >= check.other_level:
        return Finding(truth=False)
    values = {
        "indicator": check.indicator_code,
        "claimed": readable(claimed),
        "level": readable(check.level),
        "other": check.other_code,
        "other_level": readable(other),
    }
    return Finding(truth=True, values=values)


def _against_source(check: AgainstOtherSource, facts: Facts, subject: Subject) -> Finding:
    unknown = False
    apart: list[tuple[str, Number, Number]] = []
    for code in dict.fromkeys((subject.agency_code, *facts.subtree(None))):
        asked = (check.fact, check.against)
        readings = [read_own(each, subject, agency_code=code, facts=facts) for each in asked]
        ours, theirs = _number(readings[0]), _number(readings[1])
        if ours is None or theirs is None:
            # Of an agency that neither system speaks of nothing has to be known.
            unknown = unknown or any(reading.source_code for reading in readings)
        elif _differ(Fraction(ours), Fraction(theirs), check.tolerance):
            apart.append((code, ours, theirs))
    if not apart:
        return Finding(None if unknown else False)
    values = {
        "value": readable(sum(ours for _, ours, _ in apart)),
        "against": readable(sum(theirs for _, _, theirs in apart)),
    }
    return Finding(truth=True, values=values, agency_codes=tuple(code for code, _, _ in apart))


def _differ(ours: Fraction, theirs: Fraction, tolerance: Number) -> bool:
    return abs(ours - theirs) > tolerance * max(abs(ours), abs(theirs))


def _number(reading: Reading) -> Number | None:
    """Return a number that can be read now."""
    return None if not reading.current or isinstance(reading.value, bool) else reading.value


def _listed(words: Iterable[str], last: str) -> str:
    """Return words as a list in a sentence; of many, the first five and how many more."""
    known = [*words]
    if len(known) > _MOST_NAMED:
        return f"{', '.join(known[:_MOST_NAMED])} {last} {len(known) - _MOST_NAMED} +"
    if len(known) > 1:
        return f"{', '.join(known[:-1])} {last} {known[-1]}"
    return "".join(known)
