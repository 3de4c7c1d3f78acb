"""The hash of a state: the same for the same state in any order, another for any other."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment_state import AssessmentState, StateDecision, state_hash
from rules.canonical import canonical, sha256

ONE = StateDecision(
    indicator_code="1",
    stage="mandiri",
    level="3",
    explanation="Dokumen telah ditetapkan.",
    decided_by="petugas",
    revision=2,
)
TWO = replace(ONE, indicator_code="2", stage="dokumen", level="n/a", revision=3)
STATE = AssessmentState(
    assessment_id=UUID(int=1),
    edition_code="spbe",
    period="2026",
    agency_code="9901",
    track="dokumen",
    stage="dokumen",
    derivation_set_version=1,
    decisions=(ONE, TWO),
    minutes=("d" * 64, "c" * 64),
    evidence=("f" * 64, "e" * 64),
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
DECISIONS = st.builds(
    StateDecision,
    indicator_code=TEXTS,
    stage=TEXTS,
    level=TEXTS,
    explanation=TEXTS,
    decided_by=TEXTS,
    revision=st.integers(1, 2**31 - 1),
)


def test_it_is_of_the_canonical_json_of_all_parts() -> None:
    said = {
        "assessment_id": "00000000-0000-0000-0000-000000000001",
        "edition_code": "spbe",
        "period": "2026",
        "agency_code": "9901",
        "track": "dokumen",
        "stage": "dokumen",
        "derivation_set_version": 1,
        "decisions": [
            {
                "indicator_code": "1",
                "stage": "mandiri",
                "level": "3",
                "explanation": "Dokumen telah ditetapkan.",
                "decided_by": "petugas",
                "revision": 2,
            },
            {
                "indicator_code": "2",
                "stage": "dokumen",
                "level": "n/a",
                "explanation": "Dokumen telah ditetapkan.",
                "decided_by": "petugas",
                "revision": 3,
            },
        ],
        "minutes": ["c" * 64, "d" * 64],
        "evidence": ["e" * 64, "f" * 64],
    }
    assert state_hash(STATE) == sha256(canonical(said))


def test_the_order_of_its_parts_has_no_meaning() -> None:
    turned = replace(
        STATE,
        decisions=(TWO, ONE),
        minutes=("c" * 64, "d" * 64),
        evidence=("e" * 64, "f" * 64),
    )
    assert state_hash(turned) == state_hash(STATE)


@pytest.mark.parametrize(
    "other",
    [
        {"assessment_id": UUID(int=2)},
        {"edition_code": "spbe-2"},
        {"period": "2027"},
        {"agency_code": "9901.1"},
        {"track": "self"},
        {"stage": "mandiri"},
        {"derivation_set_version": 2},
        {"derivation_set_version": None},
        {"minutes": ()},
        {"evidence": ("e" * 64,)},
        {"decisions": (ONE,)},
        *(
            {"decisions": (replace(ONE, **change), TWO)}
            for change in (
                {"level": "4"},
                {"stage": "dokumen"},
                {"explanation": ""},
                {"decided_by": "orang lain"},
                {"revision": 9},
            )
        ),
    ],
)
def test_any_other_part_makes_another_hash(other: dict[str, Any]) -> None:
    assert state_hash(replace(STATE, **other)) != state_hash(STATE)


@given(st.lists(DECISIONS, max_size=6), st.lists(TEXTS), st.lists(TEXTS), st.randoms())
def test_no_order_of_any_parts_has_a_meaning(
    decisions: list[StateDecision], minutes: list[str], evidence: list[str], random: Random
) -> None:
    def mixed(items: Iterable[Any]) -> list[Any]:
        found = [*items]
        random.shuffle(found)
        return found

    state = replace(STATE, decisions=decisions, minutes=minutes, evidence=evidence)
    again = replace(
        STATE, decisions=mixed(decisions), minutes=mixed(minutes), evidence=mixed(evidence)
    )

    assert state_hash(again) == state_hash(state)


@given(DECISIONS, DECISIONS)
def test_two_decisions_have_one_hash_only_if_they_are_the_same(
    one: StateDecision, other: StateDecision
) -> None:
    hashes = [state_hash(replace(STATE, decisions=(each,))) for each in (one, other)]

    assert (hashes[0] == hashes[1]) == (one == other)


def test_evidence_is_no_minutes() -> None:
    as_minutes = replace(STATE, minutes=("c" * 64,), evidence=())
    as_evidence = replace(STATE, minutes=(), evidence=("c" * 64,))

    assert state_hash(as_minutes) != state_hash(as_evidence)
