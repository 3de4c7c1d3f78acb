"""What every score of the sample region must be, from its facts and its people's levels alone.

Written against the words of the rules, without the scoring service's code and without the rule
files, so that a mistake would have to be made twice to stay unseen.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sandbox.region.agencies import agencies

Value = bool | Fraction | None
Facts = Mapping[tuple[str, str, str], Value]
Truth = bool | None
Tracks = dict[str, Fraction | None]
Levels = Mapping[str, Fraction | None]
"""By indicator; None: it does not concern the agency."""
People = Mapping[str, Levels]
"""By stage at which something was ever decided, the levels that stand there."""
Nodes = Sequence[Mapping[str, Any]]
"""An edition's nodes as the API gives them."""

AGENCIES = [one.code for one in agencies()]
STAGES = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
_HUNDRED = Fraction(100)
_MISSING = object()


def spbe_tracks(facts: Facts, year: str, people: People, nodes: Nodes) -> Tracks:
    """Return the tracks of the region's SPBE assessment of `year`; an empty answer counts 1."""
    indicators = [node["code"] for node in nodes if node["kind"] == "indicator"]
    return _tracks(dict.fromkeys(indicators, Fraction(1)), spbe_levels(facts, year), people, nodes)


def monthly_tracks(facts: Facts, agency: str, period: str, people: People, nodes: Nodes) -> Tracks:
    """Return the tracks of an agency's monthly performance; an empty answer counts nothing."""
    return _tracks({}, monthly_values(facts, agency, period), people, nodes)


def _tracks(empty: Levels, derived: Mapping[str, Fraction], people: People, nodes: Nodes) -> Tracks:
    """Return all tracks: a stage inherits the one before, facts fill in where nobody decided."""
    tracks: Tracks = {}
    counted, provisional = dict(empty), {**empty, **derived}
    for stage in STAGES:
        counted |= people.get(stage, {})
        provisional |= people.get(stage, {})
        if stage in people or stage == "mandiri":
            tracks["self" if stage == "mandiri" else stage] = mean(counted, nodes)
    return {**tracks, "provisional": mean(provisional, nodes), "live": mean(derived, nodes)}


def spbe_levels(facts: Facts, year: str) -> dict[str, Fraction]:
    """Return the levels that the facts prove, by indicator."""

    def every(fact: str) -> Truth:
        return _all(_of(facts, code, fact, year) for code in AGENCIES)

    def some(fact: str) -> Truth:
        return _any(_of(facts, code, fact, year) for code in AGENCIES)

    def some_above_zero(fact: str) -> Truth:
        return _any(_above_zero(facts, code, fact, year) for code in AGENCIES)

    planning, budgeting = "planning.exchange_succeeded", "budgeting.exchange_succeeded"
    steps: dict[str, list[Truth]] = {
        "12": [
            some("planning.spbe_roadmap_documented"),
            some("planning.spbe_roadmap_complete"),
        ],
        "13": [
            # Who has no ICT plan consulted nobody about it.
            _any(
                _all(
                    [
                        _above_zero(facts, code, "planning.ict_amount", year),
                        _of(facts, code, "planning.ict_consulted", year),
                    ]
                )
                for code in AGENCIES
            ),
            every("planning.ict_consulted"),
        ],
        "18": [_any([some(planning), some(budgeting)]), _all([every(planning), every(budgeting)])],
        "32": [
            some_above_zero("planning.documents_published"),
            _all([some("planning.ceiling_approved"), some("planning.renja_approved")]),
            some(planning),
        ],
        "33": [
            some_above_zero("budgeting.ceiling_amount"),
            _all([some("budgeting.budget_locked"), some("budgeting.dpa_issued")]),
            some(budgeting),
        ],
        "40": [
            some("accountability.iku_set"),
            _all(
                [
                    some("accountability.agreement_signed"),
                    _four_of_five(facts, "accountability.action_plan_set", year),
                ]
            ),
            some("accountability.exchange_succeeded"),
        ],
    }
    climbed = {code: _climb(ladder) for code, ladder in steps.items()}
    return {code: level for code, level in climbed.items() if level is not None}


def monthly_values(facts: Facts, agency: str, period: str) -> dict[str, Fraction]:
    """Return the percentages that the facts give, by indicator."""
    year, month = period.split("-")
    quarter = f"{year}-Q{(int(month) - 1) // 3 + 1}"
    values: dict[str, Fraction | None] = {
        "K1": _share(facts, agency, "budgeting.realisation", "budgeting.cash_plan", period),
        "K2": _share(
            facts, agency, "budgeting.physical_realisation", "budgeting.physical_target", period
        ),
        "K3": _number(facts, agency, "accountability.achievement", quarter),
        "K4": _documents(facts, agency, year),
    }
    return {
        code: min(max(value, Fraction(0)), _HUNDRED)
        for code, value in values.items()
        if value is not None
    }


def mean(values: Levels, nodes: Nodes, code: str = "index") -> Fraction | None:
    """Return a node's value: the mean of its children by weight, over those that have a value.

    A value of None does not concern the agency: its weight goes to its neighbours.
    """
    if code in values:
        return values[code]
    children = [node for node in nodes if node.get("parent_code") == code]
    counted = [
        (Fraction(child["weight"]), below)
        for child in children
        if (below := mean(values, nodes, child["code"])) is not None
    ]
    total = sum((weight for weight, _ in counted), Fraction(0))
    return (
        sum((weight * value for weight, value in counted), Fraction(0)) / total if total else None
    )


def _climb(ladder: Iterable[Truth]) -> Fraction | None:
    level = 1
    for number, step in enumerate(ladder):
        if step is None and number == 0:
            return None  # nothing with a condition is proven
        if step is not True:
            break
        level += 1
    return Fraction(level)


def _documents(facts: Facts, agency: str, year: str) -> Fraction | None:
    signed = _of(facts, agency, "accountability.agreement_signed", year)
    if signed is None:
        return None
    if not signed:
        return Fraction(0)
    planned = _of(facts, agency, "accountability.action_plan_set", year)
    return _HUNDRED if planned else Fraction(50)


def _share(facts: Facts, agency: str, part: str, whole: str, period: str) -> Fraction | None:
    done = _number(facts, agency, part, period)
    planned = _number(facts, agency, whole, period)
    return _HUNDRED * done / planned if done is not None and planned else None


def _number(facts: Facts, agency: str, fact: str, period: str) -> Fraction | None:
    value = facts.get((agency, fact, period))
    return value if isinstance(value, Fraction) else None


def _of(facts: Facts, agency: str, fact: str, period: str) -> Truth:
    """Return whether a fact is true: absent is false, never heard of is unknown."""
    value = facts.get((agency, fact, period), _MISSING)
    return None if value is _MISSING else value is True


def _above_zero(facts: Facts, agency: str, fact: str, period: str) -> Truth:
    value = facts.get((agency, fact, period), _MISSING)
    if value is _MISSING:
        return None
    return isinstance(value, Fraction) and value > 0


def _four_of_five(facts: Facts, fact: str, year: str) -> Truth:
    truths = [_of(facts, code, fact, year) for code in AGENCIES]
    sure, possible = truths.count(True), len(truths) - truths.count(False)
    least = Fraction(4, 5) * len(truths)
    return True if sure >= least else None if possible >= least else False


def _fold(
    truths: Iterable[Truth], *, decisive: bool, pick: Callable[[list[Truth]], Truth]
) -> Truth:
    seen = list(truths)
    return decisive if decisive in seen else pick(seen)


def _all(truths: Iterable[Truth]) -> Truth:
    return _fold(truths, decisive=False, pick=lambda seen: None if None in seen else True)


def _any(truths: Iterable[Truth]) -> Truth:
    return _fold(truths, decisive=True, pick=lambda seen: None if None in seen else False)
