"""Answers know what would change nothing."""

from submission.assessments.domain.answer import Answer

EMPTY = Answer(indicator_code="1", stage="mandiri")
GIVEN = Answer(indicator_code="1", stage="mandiri", level="2", explanation="Alasan", revision=2)


def test_the_same_level_and_explanation_change_nothing() -> None:
    assert GIVEN.says("2", "Alasan")
    assert not GIVEN.says("3", "Alasan")
    assert not GIVEN.says("2", "Alasan lain")


def test_nothing_can_be_withdrawn_twice() -> None:
    assert EMPTY.says(None, "Salah baca")
    assert not GIVEN.says(None, "Alasan")
    assert not EMPTY.says("2", "Alasan")
