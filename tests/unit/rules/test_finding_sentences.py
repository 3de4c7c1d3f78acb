"""What a finding says: every value under the name that sentences use, agencies as a list."""

from fractions import Fraction
from typing import Any

import pytest
from tests.unit.rules.worlds import CONSULTED, SUBJECT, World, below

from rules.contradiction import (
    AgainstLastYear,
    Check,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from rules.finding import Claims, Finding, find
from rules.text import Text

NAMES = {"a": "Dinas A"}


def found(check: Check, world: World | None = None, **claims: Any) -> Finding:
    known = Claims(claims.get("levels", {}), claims.get("derived", {}), claims.get("last_year", {}))
    rule = ContradictionRule("r", "major", Text("", ""), check)
    return find(rule, known, world or World(), SUBJECT)


def test_a_claim_against_a_fact_names_both_levels_and_who_lacks_it() -> None:
    world = World(("1", "a", "b", "c"))
    world.say("a", CONSULTED, value=None).say("b", CONSULTED, value=True)
    world.say("c", CONSULTED, value=False)
    check = ClaimAgainstFact("13", 3, below(subtree_kind="agency"))

    finding = found(check, world, levels={"13": 4})

    assert finding == Finding(
        truth=True,
        values={"indicator": "13", "claimed": "4", "level": "3"},
        agency_codes=("a", "c"),
    )


@pytest.mark.parametrize(
    ("check", "claims", "values"),
    [
        (
            ClaimAgainstDerived("1", 1),
            {"levels": {"1": 4}, "derived": {"1": 2}},
            {"indicator": "1", "claimed": "4", "derived": "2"},
        ),
        (
            AgainstLastYear("1", 2),
            {"levels": {"1": 5}, "last_year": {"1": 2}},
            {"indicator": "1", "claimed": "5", "last_year": "2"},
        ),
        (
            RelatedClaims("1", 3, "2", 4),
            {"levels": {"1": 5, "2": 1}},
            {"indicator": "1", "claimed": "5", "level": "3", "other": "2", "other_level": "1"},
        ),
    ],
)
def test_a_finding_between_claims_names_them(
    check: Check, claims: dict[str, Any], values: dict[str, str]
) -> None:
    assert found(check, **claims) == Finding(truth=True, values=values)


@pytest.mark.parametrize(
    ("codes", "indonesian", "english"),
    [
        ((), "", ""),
        (("a",), "Dinas A", "Dinas A"),
        (("a", "b"), "Dinas A dan b", "Dinas A and b"),
        (("a", "b", "c", "d", "e"), "Dinas A, b, c, d dan e", "Dinas A, b, c, d and e"),
        (tuple("abcdefgh"), "Dinas A, b, c, d, e dan 3 +", "Dinas A, b, c, d, e and 3 +"),
    ],
)
def test_agencies_are_listed_by_their_names(
    codes: tuple[str, ...], indonesian: str, english: str
) -> None:
    finding = Finding(truth=True, values={"claimed": "4"}, agency_codes=codes)
    text = Text("{claimed} {derived} {agencies}", "{agencies} {claimed} {derived}")

    assert finding.sentence(text, NAMES) == Text(f"4 - {indonesian}", f"{english} 4 -")


def test_long_numbers_are_rounded_and_short_ones_stay() -> None:
    derived = Fraction(712543075, 8798563)
    finding = found(
        ClaimAgainstDerived("1", 1), levels={"1": Fraction("85.5")}, derived={"1": derived}
    )

    assert finding.values == {"indicator": "1", "claimed": "85.5", "derived": "≈ 80.98"}
