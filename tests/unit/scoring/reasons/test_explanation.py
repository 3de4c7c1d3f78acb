"""A trace survives being stored, and people can read it."""

from typing import Any

import msgspec
import pytest
from tests.unit.rules.worlds import AMOUNT, CONSULTED, SUBJECT, TEXT, World, ask, below, step

from rules.condition import AllOf, AnyOf, Not
from rules.derivation import Ladder, Rule, derive
from rules.fact import FactKind
from rules.measure import Measure
from rules.text import Text
from scoring.reasons.domain.explanation import Explanation, explain
from scoring.state.domain.trace import RuleTrace, facts_of, trace_of

REGION = ("1", "1.1", "1.2", "1.3")
NAMES = {"1.1": "Dinas Perhubungan", "1.2": "Dinas Kesehatan"}
CONSULTED_BY_ALL = below("all", subtree_kind="agency")
RULE = Rule(
    "spbe-13",
    "13",
    Ladder(
        (
            step(1),
            step(2, AllOf((below("any"), AnyOf((ask(AMOUNT, ">", 0), Not(ask())))))),
            step(3, CONSULTED_BY_ALL),
        )
    ),
)


def title_of(fact: str) -> Text:
    return Text(f"judul {fact}", f"title {fact}")


def traced(world: World, rule: Rule = RULE) -> RuleTrace:
    stored = msgspec.json.encode(trace_of(rule, derive(rule, world, SUBJECT)))
    return msgspec.json.decode(stored, type=RuleTrace)


def explained(world: World, rule: Rule = RULE) -> Explanation:
    return explain(traced(world, rule), title_of, NAMES)


def region(*consulted: bool) -> World:
    world = World(REGION).say("1", AMOUNT, 5)
    for code, value in zip(REGION[1:], consulted, strict=True):
        world.say(code, CONSULTED, value)
    return world


def test_a_trace_names_the_steps_up_to_the_first_that_fails() -> None:
    trace = traced(region(True, False, True))

    assert [(each.level, each.condition.truth) for each in trace.steps] == [
        ("1", True),
        ("2", True),
        ("3", False),
    ]
    assert trace.top == "3"


def test_a_step_counts_and_names_its_agencies() -> None:
    last = traced(region(True, False, True)).steps[-1].condition

    assert (last.met, last.not_met, last.unknown) == (2, 1, 0)
    assert [each.agency_code for each in last.facts if each.in_use] == ["1.2"]


def test_what_would_raise_a_level_is_the_next_step_and_who_lacks_it() -> None:
    found = explained(region(False, False, True)).raises

    assert found is not None
    assert found.en == (
        "For level 3: Requirement. Missing: title planning.ict_consulted"
        " (Dinas Perhubungan and Dinas Kesehatan)."
    )
    assert found.id.startswith("Untuk tingkat 3: Syarat. Belum: judul planning.ict_consulted")


def test_at_the_top_nothing_would_raise_it() -> None:
    found = explained(region(True, True, True))

    assert found.raises is None
    assert [each.state for each in found.steps] == ["met", "met", "met"]


def test_every_comparison_is_a_sentence_with_its_state() -> None:
    found = explained(region(True, False, True))
    sentences = [each.text.en for each in found.steps[1].conditions]

    assert sentences == [
        "“title planning.ict_consulted” at one agency at least: 2 of 4 met, 1 not, 1 unknown",
        "“title planning.ict_amount” is more than 0 at the assessed agency",
        "Must not hold: “title planning.ict_consulted” at the assessed agency",
    ]
    assert [each.state for each in found.steps[1].conditions] == ["met", "met", "unknown"]


def test_a_measure_names_its_numbers() -> None:
    rule = Rule("k1", "K1", Measure("value", AMOUNT, TEXT))
    found = explained(World().say("1", AMOUNT, 5), rule)

    assert found.measure == TEXT
    assert [(each.fact, each.value, each.in_use) for each in found.facts] == [
        (AMOUNT.name, "5", True)
    ]
    assert found.raises is not None
    assert found.raises.en == f"For level 6: title {AMOUNT.name} at least 6 (now 5)."


def test_of_many_agencies_only_some_are_named() -> None:
    codes = tuple(f"1.{number}" for number in range(200))
    world = World(codes)
    for code in codes:
        world.say(code, CONSULTED, False)
    rule = Rule("rule", "1", Ladder((step(1), step(2, below("any")))))
    trace = traced(world, rule)
    raises = explain(trace, title_of, {}).raises

    assert trace.steps[1].condition.not_met == 200
    assert len(list(facts_of(trace))) == 50
    assert raises is not None
    assert raises.en.endswith("and 190 +).")


def test_what_a_ratio_leaves_out_is_told() -> None:
    plan = FactKind("budgeting.cash_plan", "year", "sum")
    rule = Rule("m", "1", Measure("ratio", AMOUNT, TEXT, plan, scope="subtree"))
    world = World(REGION)
    for code, amount, planned in (("1.1", 100, None), ("1.2", 80, 100), ("1.3", None, None)):
        world.say(code, AMOUNT, amount).say(code, plan, planned)

    told = explained(world, rule)
    assert told.measure == Text(
        "Syarat Tidak dihitung, karena salah satu atau kedua angkanya tidak ada: "
        "Dinas Perhubungan, 1.3.",
        "Requirement Left out, because one or both of their numbers are absent: Dinas Perhubungan,"
        " 1.3.",
    )
    assert [fact.agency_code for fact in told.facts if not fact.in_use] == ["1.1", "1.3"] * 2


@pytest.mark.parametrize(
    ("aggregation", "said"),
    [
        ("mean", "Tidak terukur, karena angka dari instansi ini tidak ada: Dinas Kesehatan."),
        ("sum", "Tidak dihitung, karena angkanya tidak ada: Dinas Kesehatan."),
    ],
)
def test_whose_number_a_measure_lacks_is_told(aggregation: Any, said: str) -> None:
    fact = FactKind("achievement", "year", aggregation)
    rule = Rule("m", "1", Measure("value", fact, TEXT, scope="subtree"))
    world = World(REGION[:3]).say("1.1", fact, 80).say("1.2", fact, None)

    told = explained(world, rule)
    assert told.left is not None
    assert told.left.id == said
    assert told.measure is not None
    assert told.measure.id == f"Syarat {said}"


def test_who_has_nothing_to_ask_about_is_told_apart_and_owes_nothing() -> None:
    rule = Rule("r", "13", Ladder((step(1), step(2, below("any")))))
    world = World(REGION[:3]).say("1", CONSULTED, value=False)
    world.say("1.1", CONSULTED, value=False).say_of_nothing("1.2", CONSULTED)
    found = explained(world, rule)

    (condition,) = found.steps[1].conditions
    assert condition.text.en.endswith(
        "at one agency at least: 0 of 3 met, 3 not, 0 unknown (1 with nothing that is asked about)"
    )
    assert condition.text.id.endswith("(1 tidak mempunyai hal yang ditanyakan)")
    assert found.raises is not None
    assert "Dinas Perhubungan" in found.raises.en
    assert NAMES["1.2"] not in found.raises.en
