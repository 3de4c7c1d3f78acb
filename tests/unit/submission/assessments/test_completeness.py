"""One rule of completeness: a level with what its stage requires, own or inherited."""

from typing import Any

import pytest

from submission.assessments.domain.answer import Answer
from submission.assessments.domain.completeness import Checklist, Gap, gaps, natural

STAGES = ["mandiri", "dokumen", "interviu"]
PARTS = {"fakta": "Pasal 4.", "analisis": "Semua unit."}


def decided(stage: str, level: str | None, code: str = "1", **told: Any) -> Answer:
    told.setdefault("explanation", "Alasan.")
    return Answer(indicator_code=code, stage=stage, level=level, revision=2, **told)


def lacking(
    *newest: Answer,
    upto: int = 1,
    codes: Any = ("1",),
    of: Any = None,
    above: Any = None,
    sectoral: Any = (),
) -> list[Gap]:
    checklist = Checklist.of(
        codes, of or {}, proven_above=above or {}, sectoral=frozenset(sectoral)
    )
    return [*gaps(newest, STAGES[:upto], checklist)]


@pytest.mark.parametrize("level", ["3", "0", "n/a"])
def test_a_level_with_its_explanation_is_an_answer_zero_and_not_applicable_too(level: str) -> None:
    assert lacking(decided("mandiri", level)) == []


@pytest.mark.parametrize("newest", [[], [decided("mandiri", None)]])
def test_what_was_never_answered_or_withdrawn_is_a_gap(newest: list[Answer]) -> None:
    assert lacking(*newest) == [Gap("1", "level")]


@pytest.mark.parametrize(
    ("told", "is_gap"),
    [
        ({"explanation": ""}, True),
        ({"explanation": " \n"}, True),
        ({"reasons": PARTS}, False),
        ({"reasons": {"fakta": "Pasal 4."}}, True),
        ({"reasons": PARTS | {"analisis": " "}}, True),
    ],
)
def test_an_explanation_is_one_text_or_facts_and_their_analysis(
    told: dict[str, Any], *, is_gap: bool
) -> None:
    assert lacking(decided("mandiri", "3", **told)) == ([Gap("1", "explanation")] if is_gap else [])


def test_a_later_stage_inherits_the_answer() -> None:
    assert lacking(decided("mandiri", "3"), upto=3) == []
    assert lacking(decided("mandiri", "3"), decided("dokumen", None), upto=2) == []


@pytest.mark.parametrize(
    ("claimed", "level", "reasons", "is_gap"),
    [
        ("3", "2", PARTS, True),
        ("3", "4", PARTS, True),
        ("3", "4", PARTS | {"justifikasi": "Kriteria 4 terpenuhi."}, False),
        ("3", "3", PARTS, False),
        ("3", "4", None, True),
        (None, "2", PARTS, True),
        ("n/a", "2", PARTS, True),
    ],
)
def test_a_level_that_differs_from_the_stage_before_needs_its_justification(
    claimed: str | None, level: str, reasons: dict[str, str] | None, *, is_gap: bool
) -> None:
    newest = [decided("mandiri", claimed), decided("dokumen", level, reasons=reasons)]
    # The next stage inherits level and explanation: what they lack, and nothing else.
    for upto in (2, 3):
        assert lacking(*newest, upto=upto) == ([Gap("1", "justification")] if is_gap else [])


@pytest.mark.parametrize(
    ("level", "reasons", "is_gap"),
    [
        ("1", PARTS, False),
        ("1", None, False),
        ("n/a", PARTS, False),
        ("2", PARTS, True),
        ("2", PARTS | {"pembuktian": " "}, True),
        ("2", PARTS | {"pembuktian": "Tingkat 1: Surat Edaran."}, False),
        ("1.5", PARTS, True),
        ("3", None, True),
    ],
)
def test_a_level_above_the_lowest_names_what_proves_the_level_below_it(
    level: str, reasons: dict[str, str] | None, *, is_gap: bool
) -> None:
    newest = decided("mandiri", level, reasons=reasons)
    # A later stage that inherits the level inherits what it lacks; other kinds never ask for it.
    for upto in (1, 2):
        found = lacking(newest, upto=upto, above={"1": 1})
        assert found == ([Gap("1", "proof")] if is_gap else [])
    assert lacking(newest, above={"2": 1}) == []


def test_a_later_stage_proves_its_own_level_and_says_so_before_it_justifies() -> None:
    newest = [decided("mandiri", "1"), decided("dokumen", "2", reasons=PARTS)]
    assert lacking(*newest, upto=2, above={"1": 1}) == [Gap("1", "proof")]
    proven = decided("dokumen", "2", reasons=PARTS | {"pembuktian": "Tingkat 1: SOP."})
    assert lacking(newest[0], proven, upto=2, above={"1": 1}) == [Gap("1", "justification")]


def test_criteria_prove_by_themselves() -> None:
    codes, criteria = ("1.a", "1.a.1"), {"1.a.1": "1.a"}
    one = decided("mandiri", "2", "1.a.1", reasons=PARTS)
    assert lacking(one, codes=codes, of=criteria, above={"1.a.1": 1}) == [Gap("1.a", "proof")]


def test_an_indicator_is_answered_by_itself_or_by_all_its_criteria() -> None:
    codes, criteria = ("1.a", "1.a.1", "1.a.2"), {"1.a.1": "1.a", "1.a.2": "1.a"}
    one, two = decided("mandiri", "1", "1.a.1"), decided("mandiri", "0", "1.a.2")
    assert lacking(codes=codes, of=criteria) == [Gap("1.a", "level")]
    assert lacking(one, codes=codes, of=criteria) == [Gap("1.a", "level")]
    assert lacking(one, two, codes=codes, of=criteria) == []
    assert lacking(decided("mandiri", "90", "1.a"), codes=codes, of=criteria) == []


def test_codes_stand_in_the_order_of_their_numbers() -> None:
    assert sorted(["10", "2", "35-2", "35-1", "1.b", "1.a.10", "1.a.9", "K1"], key=natural) == [
        "1.a.9",
        "1.a.10",
        "1.b",
        "2",
        "10",
        "35-1",
        "35-2",
        "K1",
    ]


def in_sector(code: str, sector: str | None, stage: str = "mandiri", level: str = "2") -> Answer:
    return decided(stage, level, code, sector=sector, reasons=PARTS | {"justifikasi": "Beda."})


@pytest.mark.parametrize(
    ("sectors", "gaps"),
    [
        (("Kesehatan", "Pendidikan", "Perhubungan"), []),
        (("Kesehatan", None, "Perhubungan"), [Gap("46", "sector")]),
        (("Kesehatan", "Pendidikan", " kesehatan"), [Gap("47", "sector_again")]),
        (("A  B", "a b", "A B"), [Gap("46", "sector_again"), Gap("47", "sector_again")]),
    ],
)
def test_indicators_about_a_sector_name_three_different_ones(
    sectors: tuple[str | None, ...], gaps: list[Gap]
) -> None:
    codes = ("45", "46", "47")
    newest = [in_sector(*each) for each in zip(codes, sectors, strict=True)]
    assert lacking(*newest, codes=codes, sectoral=codes) == gaps
    assert lacking(*newest, codes=codes) == []


def test_a_sector_counts_where_its_level_counts() -> None:
    codes = ("45", "46")
    newest = [
        in_sector("45", "Kesehatan"),
        in_sector("46", "Pendidikan"),
        in_sector("46", "Kesehatan", "dokumen", "1"),
    ]
    assert lacking(*newest, codes=codes, sectoral=codes) == []
    assert lacking(*newest, codes=codes, sectoral=codes, upto=2) == [Gap("46", "sector_again")]


def test_what_does_not_apply_names_no_sector() -> None:
    assert lacking(in_sector("45", None, level="n/a"), codes=("45",), sectoral=("45",)) == []
