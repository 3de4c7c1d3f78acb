"""A stage that says nothing about an indicator inherits the level and the explanation before it."""

from submission.assessments.domain.answer import Answer
from submission.assessments.domain.stage import stage_level, stage_levels

CODES = ["mandiri", "dokumen", "interviu", "visitasi", "reviu"]


def line(stage: str) -> list[str]:
    return CODES[: CODES.index(stage) + 1]


def decided(stage: str, level: str | None, revision: int, indicator: str = "1") -> Answer:
    return Answer(
        indicator_code=indicator,
        stage=stage,
        level=level,
        explanation=f"{stage} {level}",
        revision=revision,
    )


def test_a_stage_inherits_from_the_newest_stage_before_it_that_says_anything() -> None:
    newest = [decided("mandiri", "4", 2), decided("interviu", "3", 3)]

    assert stage_level(newest, "1", line("mandiri")).counted == newest[0]
    dokumen = stage_level(newest, "1", line("dokumen"))
    assert (dokumen.counted, dokumen.is_inherited, dokumen.own.revision) == (newest[0], True, 0)
    assert not stage_level(newest, "1", line("interviu")).is_inherited
    assert stage_level(newest, "1", line("reviu")).counted.explanation == "interviu 3"


def test_what_was_withdrawn_is_inherited_again_and_keeps_its_version() -> None:
    newest = [decided("mandiri", "n/a", 2), decided("dokumen", None, 5)]
    found = stage_level(newest, "1", line("dokumen"))

    assert (found.counted.level, found.is_inherited, found.own.revision) == ("n/a", True, 5)


def test_nothing_is_inherited_from_a_later_stage() -> None:
    found = stage_level([decided("reviu", "3", 2)], "1", line("dokumen"))

    assert (found.counted.level, found.is_inherited, found.own.revision) == (None, False, 0)


def test_a_list_has_what_was_decided_by_then() -> None:
    newest = [
        decided("mandiri", "4", 2),
        decided("dokumen", "3", 3),
        decided("reviu", "5", 4, indicator="2"),
        decided("dokumen", None, 6, indicator="3"),
    ]

    assert [
        (each.own.indicator_code, each.counted.level, each.is_inherited)
        for each in stage_levels(newest, line("interviu"))
    ] == [("1", "3", True)]
    assert [each.own.indicator_code for each in stage_levels(newest, line("dokumen"))] == ["1", "3"]
