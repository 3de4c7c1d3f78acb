"""Contradictions: what is found, what is not, and that the unknown neither opens nor clears one."""

from fractions import Fraction
from typing import Any

import pytest

from rules.condition import Need, Truth
from rules.contradiction import (
    AgainstLastYear,
    AgainstOtherSource,
    Check,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from rules.fact import FactKind
from rules.finding import Claims, Finding, find
from rules.text import Text

from .worlds import AMOUNT, CONSULTED, SUBJECT, World, ask, below

CEILING = FactKind("budgeting.ceiling_amount", "year", "sum")
SENTENCE = Text(
    "{indicator}: klaim {claimed}, fakta {derived}; {agencies}",
    "{indicator}: claimed {claimed}, facts {derived}; {agencies}",
)


def look(check: Check, world: World | None = None, **claims: Any) -> Finding:
    known = Claims(claims.get("levels", {}), claims.get("derived", {}), claims.get("last_year", {}))
    return find(ContradictionRule("r", "major", SENTENCE, check), known, world or World(), SUBJECT)


@pytest.mark.parametrize(
    ("check", "claims", "truth"),
    [
        (ClaimAgainstDerived("1", 1), {"levels": {"1": 3}, "derived": {"1": 2}}, True),
        (ClaimAgainstDerived("1", 2), {"levels": {"1": 3}, "derived": {"1": 2}}, False),
        (ClaimAgainstDerived("1", 1), {"levels": {"1": 2}, "derived": {"1": 3}}, False),
        (ClaimAgainstDerived("1", 1), {"levels": {"1": 3}}, None),
        (ClaimAgainstDerived("1", 1), {"derived": {"1": 2}}, False),
        (AgainstLastYear("1", 2), {"levels": {"1": 3}, "last_year": {"1": 1}}, True),
        (AgainstLastYear("1", 2), {"levels": {"1": 1}, "last_year": {"1": 3}}, True),
        (AgainstLastYear("1", 2), {"levels": {"1": 2}, "last_year": {"1": 3}}, False),
        (AgainstLastYear("1", 2), {"levels": {"1": 2}}, None),
        (AgainstLastYear("1", 2), {"last_year": {"1": 2}}, False),
        (RelatedClaims("1", 3, "2", 2), {"levels": {"1": 3, "2": 1}}, True),
        (RelatedClaims("1", 3, "2", 2), {"levels": {"1": 3, "2": 2}}, False),
        (RelatedClaims("1", 3, "2", 2), {"levels": {"1": 2, "2": 1}}, False),
        (RelatedClaims("1", 3, "2", 2), {"levels": {"1": 3}}, None),
        (RelatedClaims("1", 3, "2", 2), {}, False),
    ],
)
def test_claims_are_held_against_what_is_known(
    check: Check, claims: dict[str, Any], truth: Truth
) -> None:
    assert look(check, **claims).truth is truth


def test_a_claim_is_held_against_a_condition_that_is_known_not_to_hold() -> None:
    check = ClaimAgainstFact("1", 3, below("all", subtree_kind="agency"))
    world = World(codes=("1", "a", "b"))
    world.say("a", CONSULTED, True)
    claimed = {"levels": {"1": 3}}

    assert look(check, world, **claimed).truth is None
    world.say("b", CONSULTED, False)
    found = look(check, world, **claimed)
    assert (found.truth, found.agency_codes) == (True, ("b",))
    assert look(check, world, levels={"1": 2}).truth is False
    world.lose("b", CONSULTED)
    assert look(check, world, **claimed).truth is None
    world.say("b", CONSULTED, True)
    assert look(check, world, **claimed).truth is False


def test_two_systems_may_differ_within_the_tolerance() -> None:
    check = AgainstOtherSource(AMOUNT, CEILING, 0)
    world = World(codes=("1", "a", "b"))
    world.say("a", AMOUNT, 100)
    assert look(check, world).truth is None

    world.say("a", CEILING, 100)
    assert look(check, world).truth is False
    world.say("a", CEILING, 90)
    found = look(check, world)
    assert (found.truth, found.agency_codes) == (True, ("a",))
    assert found.values == {"value": "100", "against": "90"}
    assert look(AgainstOtherSource(AMOUNT, CEILING, Fraction(1, 10)), world).truth is False
    world.say("b", AMOUNT, 5)
    assert look(check, world).agency_codes == ("a",)
    world.lose("a", AMOUNT)
    assert look(check, world).truth is None


def test_the_sentence_is_made_of_the_values() -> None:
    found = look(ClaimAgainstDerived("12", 1), levels={"12": 4}, derived={"12": 2})

    assert found.sentence(SENTENCE, {}).id == "12: klaim 4, fakta 2; "
    many = Finding(truth=True, agency_codes=tuple("abcdefg"))
    assert many.sentence(SENTENCE, {"a": "Dinas A"}).en == (
        "-: claimed -, facts -; Dinas A, b, c, d, e and 2 +"
    )
    assert (
        Finding(truth=True, agency_codes=("a", "b")).sentence(SENTENCE, {}).id.endswith("a dan b")
    )


def test_a_rule_tells_what_it_looks_at() -> None:
    fact = ContradictionRule("r", "minor", SENTENCE, ClaimAgainstFact("1", 2, ask(AMOUNT, ">", 0)))
    sources = ContradictionRule("r", "minor", SENTENCE, AgainstOtherSource(AMOUNT, CEILING, 0))
    related = ContradictionRule("r", "minor", SENTENCE, RelatedClaims("1", 2, "2", 2))

    assert (fact.indicator_codes, fact.needs) == (("1",), frozenset({Need(AMOUNT, "agency")}))
    assert (sources.indicator_codes, sources.needs) == (
        (),
        frozenset({Need(AMOUNT, "subtree"), Need(CEILING, "subtree")}),
    )
    assert (related.indicator_codes, related.needs) == (("1", "2"), frozenset())
