"""Answers know what would change nothing."""

from submission.assessments.domain.answer import Answer

EMPTY = Answer(indicator_code="1", stage="mandiri")
GIVEN = Answer(indicator_code="1", stage="mandiri", level="2", explanation="Alasan", revision=2)


def test_the_same_level_and_explanation_change_nothing() -> None:
    assert GIVEN.is_already("2", "Alasan")
    assert not GIVEN.is_already("3", "Alasan")
    assert not GIVEN.is_already("2", "Alasan lain")


def test_nothing_can_be_withdrawn_twice() -> None:
    assert EMPTY.is_already(None, "Salah baca")
    assert not GIVEN.is_already(None, "Alasan")
    assert not EMPTY.is_already("2", "Alasan")
