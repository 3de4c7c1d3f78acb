"""Defects done to the packaged editions are all named at once."""

from collections.abc import Mapping
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from tests.support.library import read_yaml

from instrument.derivations.store.document import DerivationSetDocument
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.parts import Part
from instrument.documents.store.reading import shape_defects
from instrument.editions.store.document import EditionDocument
from instrument.editions.usecases.read import read_edition


def packaged(code: str) -> dict[str, Any]:
    file = files("instrument").joinpath(f"packaged/editions/{code}.yaml")
    found: dict[str, Any] = read_yaml(file.read_text("utf-8"))
    return found


AKIP, SPBE = packaged("permenpanrb-88-2021-akip"), packaged("permenpanrb-59-2020")
RULES = packaged("permenpanrb-59-2020-derivations-1")


def nodes(document: Mapping[str, Any]) -> dict[str, Any]:
    return {node["code"]: node for node in document["nodes"]}


def told(document: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(DefectiveError) as raised:
        read_edition("edition.yaml", document)
    return [
        (found.pointer, found.text.en.partition(":")[0].partition(";")[0])
        for found in raised.value.defects
    ]


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        (("0", "30", "60", "70", "80"), ["C (50)"]),
        (("0", "30", "60"), ["C (50)", "B (70)", "BB (80)"]),
        (("30", "50", "60", "70", "80"), ["E (0)"]),
    ],
)
def test_missing_grades_of_a_ladder_are_named(kept: tuple[str, ...], missing: list[str]) -> None:
    edition = deepcopy(AKIP)
    node = nodes(edition)["1.a"]
    node["ladder"] = [step for step in node["ladder"] if step["value"] in kept]
    lacking = [message for _, message in told(edition) if "no step" in message]
    assert lacking == [f"the ladder has no step for {grade}" for grade in missing]


def test_a_ladder_of_its_first_step_alone_is_no_ladder() -> None:
    edition = deepcopy(AKIP)
    del nodes(edition)["1.a"]["ladder"][1:]
    messages = [message for _, message in told(edition)]
    assert messages[0] == "has one step only"
    assert len(messages) == 6


def test_people_judge_what_is_reviewed_and_a_ladder_ends_below_it() -> None:
    edition = deepcopy(AKIP)
    for node in edition["nodes"]:
        if "ladder" in node:
            node["reviewed_from"] = "70"
    del nodes(edition)["1.a"]["ladder"][4:]
    read_edition("edition.yaml", edition)
    nodes(edition)["1.a"]["reviewed_from"] = "90"
    assert len(told(edition)) == 2


def test_a_doubled_code_hides_no_reference_and_no_circle() -> None:
    edition = deepcopy(SPBE)
    known = nodes(edition)
    known["3"]["related"] = ["777"]
    known["4"]["related"], known["5"]["related"] = ["5"], ["4"]
    before = told(edition)
    assert before == [
        ("/nodes/5/related/0", "777 is no indicator here"),
        ("/nodes/6/related", "forms a circle"),
    ]
    known["2"]["code"] = "1"
    after = told(edition)
    assert set(before) < set(after)
    assert ("/nodes/4/code", "1 is used 2 times") in after


def test_a_doubled_code_and_an_absent_scale_are_both_named() -> None:
    edition = deepcopy(SPBE)
    known = nodes(edition)
    known["2"]["code"] = "1"
    del known["9"]["scale_code"]
    assert ("/nodes/11/scale_code", "is required") in told(edition)


def test_every_circle_is_named() -> None:
    edition = deepcopy(SPBE)
    known = nodes(edition)
    for code, related in {"4": ["5"], "5": ["6"], "6": ["4", "5"], "7": ["7"], "8": ["4"]}.items():
        known[code]["related"] = related
    with pytest.raises(DefectiveError) as raised:
        read_edition("edition.yaml", edition)
    circles = [found.text.en.partition(";")[0] for found in raised.value.defects]
    assert circles == [
        "forms a circle: 4 -> 5 -> 6 -> 4",
        "forms a circle: 6 -> 5 -> 6",
        "forms a circle: 7 -> 7",
    ]


def test_a_long_circle_is_told_shortly() -> None:
    edition = deepcopy(SPBE)
    known = nodes(edition)
    for number in range(1, 31):
        known[str(number)]["related"] = [str(number % 30 + 1)]
    with pytest.raises(DefectiveError) as raised:
        read_edition("edition.yaml", edition)
    (found,) = raised.value.defects
    assert found.pointer == "/nodes/3/related"
    assert "17 -> 18 -> … -> 1;" in found.text.en


@pytest.mark.parametrize(
    ("model", "document", "place", "keys"),
    [
        (EditionDocument, SPBE, ("title",), "id, en"),
        (EditionDocument, SPBE, ("scales", 0), "code, kind, minimum, maximum, empty, levels"),
        (EditionDocument, AKIP, ("nodes", 2, "ladder", 0), "minimum_inclusive, value, minimum"),
        (DerivationSetDocument, RULES, ("rules", 0, "derivation"), "kind, steps"),
        (
            DerivationSetDocument,
            RULES,
            ("rules", 0, "derivation", "steps", 0, "condition"),
            "kind, conditions",
        ),
    ],
)
def test_an_unknown_key_is_told_the_keys_of_its_place(
    model: type[Part], document: dict[str, Any], place: tuple[Any, ...], keys: str
) -> None:
    document = deepcopy(document)
    part: Any = document
    for key in place:
        part = part[key]
    part["bobot"] = "1"
    (found,) = shape_defects(model, document)
    assert found.text.en == f"is an unknown key; the keys here: {keys}"
    assert found.text.id == f"kunci tidak dikenal; kunci yang ada di sini: {keys}"
