"""What the stories answer fits the edition, and the ministry's sample adds up."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from rules.edition import band_of, node_values
from rules.exact import Number, announce, parse
from sandbox.commands.evaluate import read_known_edition
from sandbox.stories.karanganyar.story import CAMPAIGN, VERIFIED
from sandbox.stories.pemalang.data import findings
from sandbox.stories.worksheet import answers_of, filled
from scoring.publication.domain.national import Written, differences
from scoring.publication.usecases.read_national import keys_of

EDITION = read_known_edition(CAMPAIGN.edition)
CODES = [node.code for node in EDITION.indicators]
BY_SOURCES: dict[str, Number] = {"4": 2, "20": 2, "21": 3, "27": 4, "28": 4, "30": 4}


def test_what_nobody_answers_in_karanganyar_comes_from_sources_and_makes_2_05() -> None:
    answers = answers_of("karanganyar", year="2025")
    levels = {code: parse(answer["tingkat"]) for code, answer in answers.items()}

    assert levels.keys() | BY_SOURCES.keys() == set(CODES)
    assert not levels.keys() & BY_SOURCES.keys()
    assert node_values(EDITION, levels | BY_SOURCES)[EDITION.root.code] == parse("2.05")


def test_pemalang_answers_everything_and_assessors_find_some_of_it_otherwise() -> None:
    levels = {
        code: parse(answer["tingkat"])
        for code, answer in answers_of("pemalang", year="2026").items()
    }
    indices = []
    for stage in ("mandiri", "dokumen", "interviu", "visitasi", "reviu"):
        found = {} if stage == "mandiri" else findings(stage)
        assert all(parse(each["tingkat"]) != levels[code] for code, each in found.items())
        levels |= {code: parse(each["tingkat"]) for code, each in found.items()}
        value = node_values(EDITION, levels)[EDITION.root.code]
        assert value is not None
        indices.append(announce(value.numerator, value.denominator, 2))

    assert [*levels] == CODES
    assert indices == ["2.84", "2.55", "2.60", "2.64", "2.67"]


def test_bengkulu_answers_everything_and_stays_below_2_with_the_predicate_apart() -> None:
    levels = {
        code: parse(answer["tingkat"])
        for code, answer in answers_of("bengkulu", year="2026").items()
    }
    index = node_values(EDITION, levels)[EDITION.root.code]

    assert [*levels] == CODES
    assert index == parse("148/75")
    predicate, level = (
        band_of(bands, index) for bands in (EDITION.predicates, EDITION.maturity_levels)
    )
    assert predicate is not None
    assert level is not None
    assert (predicate.name.id, level.name.id) == ("Cukup", "Rintisan")


@pytest.mark.parametrize("story", ["bengkulu", "karanganyar", "pemalang"])
def test_every_answer_has_its_reasons(story: str) -> None:
    for answer in answers_of(story, year="2026").values():
        assert answer.keys() == {"tingkat", "fakta", "analisis", "pembuktian"}
        assert not any("{" in text for text in answer.values())


def test_the_ministrys_sample_adds_up_on_every_node() -> None:
    keys = keys_of(EDITION.code)
    written = {keys[key]: Written(parse(text), 10) for key, text in VERIFIED.items()}

    found = differences(EDITION, {}, written)

    assert [each.node.code for each in found] == [node.code for node in EDITION.inner]
    assert not [each.node.code for each in found if each.adds_up is False]


def test_a_worksheet_is_filled_by_heading_and_keeps_what_nobody_answers() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "jawaban"
    for row in (["fakta", "kode", "tingkat"], [None, "1", "0"], ["Lama.", "2", "3"]):
        sheet.append(row)
    sent = BytesIO()
    book.save(sent)

    back = load_workbook(
        BytesIO(filled(sent.getvalue(), {"1": {"tingkat": "2", "fakta": "Baru."}}))
    )

    rows = [*back["jawaban"].iter_rows(min_row=2, values_only=True)]
    assert rows == [("Baru.", "1", "2"), ("Lama.", "2", "3")]
