"""Answers know what would change nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from submission.assessments.domain.answer import Answer

EMPTY = Answer(indicator_code="1", stage="mandiri")
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
GIVEN = Answer(
    indicator_code="1",
    stage="mandiri",
    level="2",
    explanation="Alasan",
    revision=2,
    decided_at=MOMENT,
)


def test_the_same_level_and_explanation_change_nothing() -> None:
    assert GIVEN.is_already("2", "Alasan")
    assert not GIVEN.is_already("3", "Alasan")
    assert not GIVEN.is_already("2", "Alasan lain")


def test_what_a_repeated_decision_says_besides_is_not_taken_silently() -> None:
    assert GIVEN.is_already("2", "Alasan", decided_at=GIVEN.decided_at)
    assert not GIVEN.is_already("2", "Alasan", decided_at=MOMENT + timedelta(days=1))
    assert not GIVEN.is_already("2", "Alasan", reasons={"fakta": "Alasan"})
    parts = {"fakta": "a", "analisis": "b"}
    reasoned = replace(GIVEN, reasons=parts)
    assert reasoned.is_already("2", "Alasan", reasons={"analisis": "b", "fakta": "a"})
    assert not reasoned.is_already("2", "Alasan")


def test_nothing_can_be_withdrawn_twice_but_for_another_reason() -> None:
    withdrawn = replace(GIVEN, level=None, explanation="Salah baca")
    assert EMPTY.is_already(None, "")
    assert withdrawn.is_already(None, "")
    assert withdrawn.is_already(None, "Salah baca")
    assert not withdrawn.is_already(None, "Salah ketik")
    assert not EMPTY.is_already(None, "Salah baca")
    assert not GIVEN.is_already(None, "Alasan")
    assert not EMPTY.is_already("2", "Alasan")
