"""The hash of a state: the same for the same state in any order, another for any other."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment_state import (
    AssessmentState,
    StateDecision,
    StateLink,
    StateReview,
    contents_of,
    source_hash,
    state_hash,
)
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
FILE = StateLink(
    link_id=UUID(int=11),
    indicator_code="1",
    stage="mandiri",
    evidence_id=UUID(int=21),
    version=2,
    origin="file",
    source_sha256=None,
    sha256="e" * 64,
    review=StateReview(number=1, stage="dokumen", state="accepted"),
)
ADDRESS = replace(
    FILE, link_id=UUID(int=10), origin="url", source_sha256="b" * 64, sha256=None, review=None
)
LINKED = replace(
    STATE, links=(FILE, ADDRESS), evidence=contents_of((FILE, ADDRESS)), withdrawn=(UUID(int=21),)
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


def test_links_and_what_was_withdrawn_are_parts_of_it() -> None:
    bare = replace(LINKED, links=(), withdrawn=())
    said = {
        "links": [
            {
                "link_id": "00000000-0000-0000-0000-00000000000a",
                "indicator_code": "1",
                "stage": "mandiri",
                "evidence_id": "00000000-0000-0000-0000-000000000015",
                "version": 2,
                "origin": "url",
                "source_sha256": "b" * 64,
                "sha256": None,
                "review": None,
            },
            {
                "link_id": "00000000-0000-0000-0000-00000000000b",
                "indicator_code": "1",
                "stage": "mandiri",
                "evidence_id": "00000000-0000-0000-0000-000000000015",
                "version": 2,
                "origin": "file",
                "source_sha256": None,
                "sha256": "e" * 64,
                "review": {"number": 1, "stage": "dokumen", "state": "accepted"},
            },
        ],
        "withdrawn": ["00000000-0000-0000-0000-000000000015"],
    }
    turned = replace(LINKED, links=(ADDRESS, FILE))

    assert state_hash(LINKED) == state_hash(turned) == sha256(canonical(_plain(bare) | said))
    assert state_hash(bare) == sha256(canonical(_plain(bare)))


@pytest.mark.parametrize(
    "other",
    [
        {"link_id": UUID(int=12)},
        {"indicator_code": "2"},
        {"stage": "dokumen"},
        {"evidence_id": UUID(int=22)},
        {"version": 1},
        {"origin": "record"},
        {"source_sha256": "a" * 64},
        {"sha256": "f" * 64},
        {"sha256": None},
        {"review": None},
        {"review": StateReview(number=2, stage="dokumen", state="accepted")},
        {"review": StateReview(number=1, stage="interviu", state="accepted")},
        {"review": StateReview(number=1, stage="dokumen", state="rejected")},
    ],
)
def test_any_other_part_of_a_link_makes_another_hash(other: dict[str, Any]) -> None:
    assert state_hash(replace(LINKED, links=(replace(FILE, **other), ADDRESS))) != state_hash(
        LINKED
    )


def test_a_link_more_or_less_makes_another_hash() -> None:
    for other in ({"links": (FILE,)}, {"links": ()}, {"withdrawn": ()}):
        assert state_hash(replace(LINKED, **other)) != state_hash(LINKED)


def test_a_content_that_is_linked_twice_is_named_once() -> None:
    again = replace(FILE, link_id=UUID(int=13), indicator_code="2")
    assert contents_of((again, ADDRESS, FILE)) == ("e" * 64,)


def test_what_is_no_file_is_known_by_what_it_names() -> None:
    record = {"system": "jdih", "reference": "perbup-7", "adapter_version": None}
    assert source_hash(**record) == sha256(canonical(record))
    assert source_hash(address="https://jdih.go.id/7") != source_hash(
        address="https://jdih.go.id/8"
    )


def _plain(state: AssessmentState) -> dict[str, Any]:
    """Return what a state without links says, as its canonical JSON has it."""
    said = asdict(replace(state, links=(), withdrawn=()))
    for name in ("links", "withdrawn"):
        del said[name]
    parts = {name: sorted(said[name]) for name in ("minutes", "evidence")}
    return (
        said
        | parts
        | {"assessment_id": str(state.assessment_id), "decisions": [*said["decisions"]]}
    )
