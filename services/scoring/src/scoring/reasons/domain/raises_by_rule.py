"""What facts still owe the next level of the rule that reads them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from rules.exact import Number, parse, readable, round_half_up, simplest
from rules.fact import WrittenValue
from rules.text import Text
from scoring.reasons.domain.wording import bare, listed
from scoring.state.domain.trace import ConditionTrace, FactTrace, RuleTrace

TitleOf = Callable[[str], Text]

_OPERATORS: Final[Mapping[str, Text]] = {
    "==": Text("sama dengan", "is"),
    "!=": Text("tidak sama dengan", "is not"),
    ">=": Text("paling sedikit", "is at least"),
    ">": Text("lebih dari", "is more than"),
    "<=": Text("paling banyak", "is at most"),
    "<": Text("kurang dari", "is less than"),
    "exists": Text("tersedia", "is available"),
}
_HUNDRED: Final = 100
_ABOUT: Final = "\u2248"


def raises_of(trace: RuleTrace, title_of: TitleOf, names: Mapping[str, str]) -> Text | None:
    """Say what the facts still owe the next level of a rule; None where it can give no more."""
    if trace.formula is not None:
        return _raises_measure(trace, title_of)
    step = next((step for step in trace.steps if step.condition.truth is not True), None)
    if step is None:
        return None
    needed = _needed(step.condition, title_of, names, wanted=True)
    return Text(
        f"Untuk tingkat {step.level}: {bare(step.text.id)}."
        + (f" Belum: {needed.id}." if needed.id else ""),
        f"For level {step.level}: {bare(step.text.en)}."
        + (f" Missing: {needed.en}." if needed.en else ""),
    )


def next_by_rule(trace: RuleTrace, level: Number) -> Number | None:
    """Return the level that a rule gives next, above the one it gives; None: it gives no more."""
    top = parse(trace.top)
    if trace.formula is not None:
        return min(level + 1, top) if level < top else None
    step = next((step for step in trace.steps if step.condition.truth is not True), None)
    return None if step is None else parse(step.level)


def compared(condition: ConditionTrace) -> Text:
    """Return a comparison in words, without the fact."""
    if condition.operator == "==" and condition.value is True:
        return Text("", "")
    words = _OPERATORS[condition.operator or "exists"]
    if condition.operator == "exists":
        return Text(f" {words.id}", f" {words.en}")
    value = value_words(condition.value)
    return Text(f" {words.id} {value.id}", f" {words.en} {value.en}")


def value_words(value: WrittenValue) -> Text:
    """Return a fact's value in words."""
    if isinstance(value, bool):
        return Text("ya", "true") if value else Text("tidak", "false")
    return Text(str(value), str(value))


def _needed(
    condition: ConditionTrace, title_of: TitleOf, names: Mapping[str, str], *, wanted: bool
) -> Text:
    """Say what keeps a condition from being as wanted; nothing if it is."""
    if condition.truth is wanted:
        return Text("", "")
    if condition.kind == "fact":
        return _needed_fact(condition, title_of, names, wanted=wanted)
    turned = wanted != (condition.kind == "not")
    parts = [_needed(part, title_of, names, wanted=turned) for part in condition.parts]
    # Below a `not`, what all must be is that one is not.
    is_any = (condition.kind == "any") == wanted and condition.kind != "not"
    words = Text("atau", "or") if is_any else Text("dan", "and")
    said = [*dict.fromkeys(part for part in parts if part.id)]
    return Text(
        f" {words.id} ".join(part.id for part in said),
        f" {words.en} ".join(part.en for part in said),
    )


def _needed_fact(
    condition: ConditionTrace, title_of: TitleOf, names: Mapping[str, str], *, wanted: bool
) -> Text:
    title, words = title_of(condition.fact or ""), compared(condition)
    never = Text("", "") if wanted else Text("tidak lagi ", "no longer ")
    whom = _how_many(condition) if wanted and condition.scope == "subtree" else Text("", "")
    who = _who(condition, names, wanted=wanted)
    return Text(
        f"{never.id}{title.id}{words.id}{whom.id}{who.id}",
        f"{never.en}{title.en}{words.en}{whom.en}{who.en}",
    )


def _how_many(condition: ConditionTrace) -> Text:
    total = condition.met + condition.not_met + condition.unknown
    if condition.quantifier == "any":
        return Text(" pada satu instansi", " at one agency")
    if condition.quantifier != "share" or condition.share is None or not total:
        return Text("", "")
    more = -((-parse(condition.share) * total).__floor__()) - condition.met
    return Text(f" pada {more} instansi lagi", f" at {more} more agencies")


def _who(condition: ConditionTrace, names: Mapping[str, str], *, wanted: bool) -> Text:
    """Name the agencies that are not as wanted, and those of which it is not known."""
    of_none = [each for each in condition.facts if each.truth is False and each.is_empty]
    missing = [each for each in condition.facts if each.truth is (not wanted)]
    if wanted:
        missing = [each for each in missing if each not in of_none]
    unknown = [each for each in condition.facts if each.truth is None]
    lacking = condition.not_met - len(of_none) if wanted else condition.met
    parts_id = [*_named(missing, lacking, names, "dan")]
    parts_en = [*_named(missing, lacking, names, "and")]
    parts_id += [
        f"tidak diketahui: {each}" for each in _named(unknown, condition.unknown, names, "dan")
    ]
    parts_en += [f"unknown: {each}" for each in _named(unknown, condition.unknown, names, "and")]
    if not parts_id:
        return Text("", "")
    return Text(f" ({'; '.join(parts_id)})", f" ({'; '.join(parts_en)})")


def _named(
    facts: Sequence[FactTrace], total: int, names: Mapping[str, str], last: str
) -> Iterator[str]:
    who = [*dict.fromkeys(names.get(each.agency_code, each.agency_code) for each in facts)]
    if who:
        yield listed(who, last, max(total, len(who)))


def _raises_measure(trace: RuleTrace, title_of: TitleOf) -> Text | None:
    """Say which number the fact would have to reach for one more point."""
    title = title_of(trace.fact or "")
    if trace.value is None or (trace.formula != "value" and trace.against_value is None):
        unknown = [each for each in trace.facts if each.status != "value"]
        titles = [*dict.fromkeys(title_of(each.fact) for each in unknown)] or [title]
        verb = "is" if len(titles) == 1 else "are"
        return Text(
            f"Belum terukur: {listed([each.id for each in titles], 'dan')} belum diketahui.",
            f"Not measured yet: {listed([each.en for each in titles], 'and')} {verb} not known.",
        )
    against = None if trace.against_value is None else parse(trace.against_value)
    if against is not None and against <= 0 and trace.formula != "value":
        return _NOTHING_AGAINST if against == 0 else _BELOW_ZERO
    value, top = parse(trace.value), parse(trace.top)
    level = measured(trace.formula or "value", value, against)
    level = max(level, parse(trace.bottom or "0"))
    if level >= top:
        return None
    goal = min(level + 1, top)
    needed = _needed_value(trace.formula or "value", goal, against)
    fewer = trace.formula == "lower_is_better"
    least = Text("paling banyak", "at most") if fewer else Text("paling sedikit", "at least")
    shown, now = _enough(simplest(needed), fewer=fewer), readable(value)
    aim = readable(simplest(goal))
    return Text(
        f"Untuk tingkat {aim}: {title.id} {least.id} {shown} (kini {now}).",
        f"For level {aim}: {title.en} {least.en} {shown} (now {now}).",
    )


_NOTHING_AGAINST: Final = Text("Pembandingnya nol.", "What it is measured against is zero.")
_BELOW_ZERO: Final = Text(
    "Pembandingnya di bawah nol.", "What it is measured against is below zero."
)


def _enough(needed: Number, *, fewer: bool) -> str:
    """Return what is needed; where it is rounded, to the side on which it is still enough."""
    text = readable(needed)
    if not text.startswith(_ABOUT):
        return text
    half = Fraction(1, 200)
    return readable(round_half_up(needed - half if fewer else needed + half, 2))


def measured(formula: str, value: Number, against: Number | None) -> Number:
    """Return a measure's number before it is cut to its ends; `against` must be above 0."""
    if formula == "value" or against is None:
        return value
    if formula == "lower_is_better":
        return simplest(Fraction(_HUNDRED * (2 * against - value)) / against)
    return simplest(Fraction(_HUNDRED * value) / against)


def _needed_value(formula: str, goal: Number, against: Number | None) -> Number:
    """Return the fact's number that gives exactly `goal`."""
    if formula == "value" or against is None:
        return goal
    if formula == "lower_is_better":
        return against * (2 - Fraction(goal) / _HUNDRED)
    return Fraction(goal) * against / _HUNDRED
