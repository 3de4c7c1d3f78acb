"""Names in documents show what they hold; what was published before is not asked again."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from instrument.documents.domain.texts import check_texts
from instrument.editions.usecases.read import check_edition_document, read_edition

GOOD = yaml.safe_load(
    (Path(__file__).parents[1] / "samples" / "documents" / "edition.yaml").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Satu ", "must not begin or end with a blank"),
        (" ", "must not begin or end with a blank"),
        ("\u200b", "must not contain characters that are not seen"),
        ("Sa\u202etu", "must not contain characters that are not seen"),
        ("Sa\ntu", "must not contain line breaks"),
        ("--", "must contain a letter or a digit"),
    ],
)
def test_a_name_that_hides_something_is_a_defect_of_a_draft(name: str, reason: str) -> None:
    document = deepcopy(GOOD)
    document["nodes"][2]["name"]["id"] = name

    checked = check_edition_document(document)

    (defect,) = checked.defects
    assert defect.pointer == "/nodes/2/name/id"
    assert reason in defect.text.en
    assert read_edition("published", document).nodes[2].name.id == name


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("/source", "Peraturan\u202e 59"),
        ("/source", "Peraturan\x1b 59"),
        ("/nodes/2/code", "1\u200b"),
        ("/nodes/2/code", "1/a"),
        ("/instrument_code", "sp be"),
    ],
)
def test_a_sentence_or_code_that_hides_something_is_a_defect_of_a_draft(
    place: str, text: str
) -> None:
    document = deepcopy(GOOD)
    part = document["nodes"][2] if place.startswith("/nodes") else document
    part[place.rpartition("/")[2]] = text

    assert place in [defect.pointer for defect in check_edition_document(document).defects]


def test_a_sentence_keeps_its_lines() -> None:
    checked = check_edition_document({**deepcopy(GOOD), "source": "Peraturan\n\tPasal 59"})

    assert checked.defects == ()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("announced_decimals", True),
        ("announced_decimals", "2"),
        ("in_force_from", 0),
        ("in_force_from", "2026-01-01T00:00:00"),
    ],
)
def test_a_value_is_of_its_own_kind(place: str, value: object) -> None:
    checked = check_edition_document({**deepcopy(GOOD), place: value})

    (defect,) = checked.defects
    assert defect.pointer == f"/{place}"
    assert defect.text.id != defect.text.en


def test_the_sample_has_good_names() -> None:
    assert [*check_texts(GOOD)] == []
