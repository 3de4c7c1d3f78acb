"""What was written by hand for the stories of letters and follow-ups fits together."""

from typing import Any

import pytest

from rules.edition import Edition, band_of, node_values
from rules.exact import Number
from sandbox.commands.evaluate import read_known_edition
from sandbox.region.agencies import agency
from sandbox.stories.written import written
from submission.consequences.domain.document import read_rule_set

STORIES = ("bengkulu", "meranti")
AKIP = read_known_edition("permenpanrb-88-2021-akip")


@pytest.mark.parametrize("story", STORIES)
def test_a_letter_concerns_the_agencies_of_its_story_and_deeds_its_points(story: str) -> None:
    data = written(story)
    items = data["letter"]["items"]
    points = [item["point"] for item in items]

    assert {item["agency"] for item in items} == {each["code"] for each in data["agencies"]}
    assert len({*points}) == len(points)
    assert data["deeds"].keys() < {*points}, "something is left undone"
    assert any(item["days"] < data["letter"]["days_ago"] for item in items), "something is late"
    assert data["letter"]["mistakes"].keys() <= {*range(len(items))}


@pytest.mark.parametrize("story", STORIES)
def test_only_the_last_deed_about_a_point_is_verified_or_waits(story: str) -> None:
    for deeds in written(story)["deeds"].values():
        assert all(deed["judgement"] == "returned" for deed in deeds[:-1])
        assert all(deed["proof"]["content"].startswith("DATA CONTOH") for deed in deeds)
        assert all("reason" in deed for deed in deeds if "judgement" in deed)


@pytest.mark.parametrize("story", STORIES)
def test_no_content_is_that_of_two_files(story: str) -> None:
    data = written(story)
    files = [data["letter"]["copy"], *(d["proof"] for ds in data["deeds"].values() for d in ds)]

    assert len({each["content"] for each in files}) == len(files)
    assert len({each["file"] for each in files}) == len(files)


def test_the_agencies_of_meranti_are_those_of_the_sample() -> None:
    for each in written("meranti")["agencies"]:
        assert agency(f"9901.{each['code']}")


def test_tuban_is_told_of_agencies_of_the_sample_and_of_the_successor() -> None:
    data = written("tuban")
    assessed, into = {*data["targets"]}, data["merger"]["into"]
    first, last, running = data["quarters"].values()
    after = assessed - {*data["merger"]["from"]} | {into}

    assert all(agency(f"9901.{code}") for code in assessed)
    with pytest.raises(LookupError):
        agency(f"9901.{into}")
    assert (first.keys(), last.keys(), running) == (assessed, after, {})
    assert {each["code"] for each in data["agencies"]} <= assessed
    due = {code for code, told in last.items() if told.get("due")}
    asked = {item["agency"] for item in data["letter"]["items"]}
    heirs = {into if code in data["merger"]["from"] else code for code in asked}
    assert due == heirs, "T6 follows from follow-ups where something was due"
    assert data["deeds"].keys() < {item["point"] for item in data["letter"]["items"]}


def test_tubans_rules_are_a_document_that_can_be_published() -> None:
    document = {**written("tuban")["rules"], "version": 1}

    assert read_rule_set(document, agency_code="9901").version == 1


def test_akip_of_meranti_rises_stays_and_falls_and_no_tier_moves_a_predicate() -> None:
    data = written("meranti")
    final: dict[tuple[int, str], Number] = {}
    for year, graded in data["akip"].items():
        for code, grades in graded.items():
            proposed = dict(zip(data["parts"], grades["proposed"], strict=True))
            fixed = proposed | grades["fixed"]
            assert all(proposed[part] != fixed[part] for part in grades["fixed"])
            values = [value_of(AKIP, each) for each in (proposed, fixed)]
            assert values[1] < values[0], "the proposal overshoots"
            # Who moves a predicate needs a second person, whom this story does not have.
            assert band_of(AKIP.predicates, values[0]) == band_of(AKIP.predicates, values[1])
            final[year, code] = values[1]
    differences = [final[2025, code] - final[2024, code] for code in data["akip"][2024]]
    assert [(each > 0) - (each < 0) for each in differences] == [1, 0, -1]


def value_of(edition: Edition, grades: dict[str, Any]) -> Number:
    """Return the index of grades by their symbols."""
    scale = edition.scale_of(edition.indicators[0])
    symbols = {level.symbol: level.value for level in scale.levels}
    levels = {code: symbols[grade] for code, grade in grades.items()}
    value = node_values(edition, levels)[edition.root.code]
    assert value is not None
    return value
