"""What validation lets a contradiction's sentence tell is what a finding can tell, and no less."""

from typing import Any

import pytest

from instrument.derivations.domain.checks.contradictions import PLACEHOLDERS
from rules.condition import FactCondition, Subject
from rules.contradiction import (
    AgainstLastYear,
    AgainstOtherSource,
    Check,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from rules.example import ExampleFacts
from rules.fact import FactKind
from rules.finding import Claims, find
from rules.text import Text

PLANNED = FactKind("planning.ceiling_amount", "year", "sum")
BUDGETED = FactKind("budgeting.ceiling_amount", "year", "sum")
SAID = {"self": {"planning.ceiling_amount": "10", "budgeting.ceiling_amount": "20"}}
CLAIMS = Claims(levels={"1": 3, "2": 1}, derived={"1": 1}, last_year={"1": 1})


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        ("claim_against_fact", ClaimAgainstFact("1", 2, FactCondition(PLANNED, ">", 15))),
        ("claim_against_derived", ClaimAgainstDerived("1", 2)),
        ("related", RelatedClaims("1", 3, "2", 2)),
        ("last_year", AgainstLastYear("1", 2)),
        ("sources", AgainstOtherSource(PLANNED, BUDGETED, 0)),
    ],
)
def test_every_placeholder_that_is_allowed_is_filled(kind: str, check: Check) -> None:
    words = "; ".join(f"{name} {{{name}}}" for name in PLACEHOLDERS[kind])
    rule = ContradictionRule("rule", "major", Text(words, words), check)
    found = find(rule, CLAIMS, ExampleFacts(SAID), Subject("self", "2026"))
    names: dict[str, Any] = {"self": "Dinas Contoh"}
    told = dict(part.split(" ", 1) for part in found.sentence(rule.text, names).id.split("; "))
    assert found.truth is True
    assert "-" not in told.values()
    assert told.keys() - {"agencies"} == found.values.keys()
