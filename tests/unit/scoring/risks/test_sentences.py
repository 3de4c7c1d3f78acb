"""What is at risk is said in one sentence, short enough for an event, in both languages."""

from datetime import UTC, date, datetime
from uuid import UUID

from contracts.registry import decode, encode
from rules.risk import cause_text
from rules.text import Text
from scoring.risks.domain import risks_text
from scoring.risks.events import risk_changed
from scoring.state.domain.decision import IndicatorRisk, ToldRisks
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import EVALUATION


def risk(code: str, *causes: str) -> IndicatorRisk:
    return IndicatorRisk(code, date(2026, 3, 1), causes or ("expired",), (UUID(int=1),))


def test_every_cause_is_named() -> None:
    assert risks_text((risk("1", "expired", "rejected"), risk("A2", "withdrawn"))) == Text(
        "Indikator berisiko: 1 (masa berlaku data dukung sudah lewat; data dukung ditolak);"
        " A2 (data dukung ditarik kembali).",
        "Indicators at risk: 1 (the evidence has expired; the evidence was rejected);"
        " A2 (the evidence was withdrawn).",
    )


def test_nothing_at_risk_is_said_too() -> None:
    assert risks_text(()).id == "Tidak ada lagi indikator yang berisiko."


def test_a_cause_that_nobody_knows_yet_has_words() -> None:
    assert cause_text("lain") == Text(
        "data dukung perlu diperiksa (lain)", "the evidence needs to be checked (lain)"
    )


def test_of_many_the_first_are_named_and_the_rest_is_counted() -> None:
    said = risks_text(tuple(risk(f"{number:02}") for number in range(12)))

    assert said.id.count("masa berlaku") == 5
    assert said.id.endswith("; dan 7 lainnya.")
    assert said.en.endswith("; and 7 more.")


def test_the_longest_sentence_fits_into_its_event() -> None:
    causes = tuple(f"{'a' * 38}{number:02}" for number in range(20))
    risks = tuple(risk(f"{'9' * 97}{number:03}", *causes) for number in range(1_000))
    at = datetime(2026, 3, 1, tzinfo=UTC)
    opening = Opening(UUID(int=1), "c", "9901", "spbe", None, "2026", at, EVALUATION)
    event = risk_changed(opening, ToldRisks(UUID(int=1), 5, risks), at)

    assert decode(event.TYPE, encode(event)) == event
