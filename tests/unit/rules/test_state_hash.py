"""The hash of a state: the same for the same state in any order, another for any other."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

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
    decisions=(ONE, TWO),
    minutes=("d" * 64, "c" * 64),
    evidence=("f" * 64, "e" * 64),
)


def test_it_is_of_the_canonical_json_of_all_parts() -> None:
    said = {
        "assessment_id": "00000000-0000-0000-0000-000000000001",
        "edition_code": "spbe",
        "period": "2026",
        "agency_code": "9901",
        "track": "dokumen",
        "stage": "dokumen",
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
