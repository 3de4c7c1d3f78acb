from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from contracts.facts import FACTS
from integration.facts.domain import accountability
from integration.facts.domain.fact import AgencyRecords, Observation
from integration.sources.domain.source import USUAL_ACHIEVEMENT

Held = Callable[..., AgencyRecords]


def facts(records: AgencyRecords) -> dict[tuple[str, str], Any]:
    return {
        (item.key.fact.removeprefix("accountability."), item.key.period): item.value
        for item in accountability.observe(records, 2026)
    }


def indicator(**changes: Any) -> dict[str, Any]:
    return {
        "first_year": 2025,
        "last_year": 2029,
        "status": "finished",
        "targets": {"2026": "3.3"},
    } | changes


def achieved(realisation: str | None, target: str = "100", **changes: Any) -> dict[str, Any]:
    return {
        "quarter": 1,
        "target": target,
        "realisation": realisation,
        "direction": "higher",
    } | changes


def mean(held: Held, *rows: dict[str, Any]) -> Any:
    return facts(held(opened={"2026-Q1"}, achievement=list(rows)))["achievement", "2026-Q1"]


def test_every_fact_of_the_catalogue_is_observed_even_without_records(held: Held) -> None:
    observed = facts(held(opened={"2026-Q1"}))
    assert {f"accountability.{name}" for name, _ in observed} == {
        name for name, fact in FACTS.items() if "e-sakip" in fact.systems
    }
    assert set(observed.values()) == {None}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([indicator()], True),
        ([indicator(), indicator(status="open")], False),
        ([indicator(targets={"2025": "3"})], False),
        ([indicator(targets={"2026": None})], False),
        ([indicator(first_year=2020, last_year=2024)], None),
    ],
)
def test_key_indicators_are_set_when_all_are_finished_with_a_target(
    held: Held, rows: list[Any], expected: Any
) -> None:
    assert facts(held(key_indicator=rows))["iku_set", "2026"] is expected


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("performance_agreement", "agreement_signed"),
        ("action_plan", "action_plan_set"),
        ("performance_report", "report_published"),
    ],
)
def test_a_document_is_there_when_it_is_published(held: Held, kind: str, name: str) -> None:
    draft, published = ({"type": kind, "published_at": at} for at in (None, "2026-02-03T02:00:00Z"))
    assert facts(held(document=[draft]))[name, "2026"] is False
    assert facts(held(document=[draft, published]))[name, "2026"] is True
    assert facts(held(document=[{**published, "type": "other"}]))[name, "2026"] is None


def test_higher_is_better_is_realisation_by_target(held: Held) -> None:
    assert mean(held, achieved("90")) == "90"
    assert mean(held, achieved("2.9", "3.05")) == "5800/61"


def test_lower_is_better_is_turned_round(held: Held) -> None:
    assert mean(held, achieved("12", "10", direction="lower")) == "80"
    assert mean(held, achieved("5", "10", direction="lower")) == "150"


def test_the_mean_is_exact_and_not_cut(held: Held) -> None:
    assert mean(held, achieved("150"), achieved("100"), achieved("200", "300")) == "950/9"


def test_an_indicator_that_was_not_reported_leaves_the_mean_unknown_to_all(held: Held) -> None:
    observed = facts(held(opened={"2026-Q1"}, achievement=[achieved("90"), achieved(None)]))
    assert observed["achievement", "2026-Q1"] is None
    assert observed["achievement_recorded", "2026-Q1"] is False


def test_an_indicator_with_a_target_of_zero_cannot_be_measured(held: Held) -> None:
    assert mean(held, achieved("90"), achieved("3", "0")) == "90"
    assert mean(held, achieved("3", "0")) is None


@pytest.mark.parametrize("direction", ["higher", "lower"])
@pytest.mark.parametrize("realisation", ["-20", "-10", "0", "5"])
def test_a_target_below_zero_makes_nothing_look_better(
    held: Held, direction: str, realisation: str
) -> None:
    odd = achieved(realisation, "-10", direction=direction)
    assert mean(held, odd) is None
    assert mean(held, achieved("5", "10"), odd) is None


def test_a_quarter_comes_with_its_first_realisation(held: Held) -> None:
    planned = [achieved(None, quarter=quarter) for quarter in (1, 2, 3, 4)]
    periods = {period for _, period in facts(held(achievement=planned))}
    assert periods == {"2026"}
    observed = facts(held(opened={"2026-Q2"}, achievement=planned))
    assert {period for _, period in observed} == {"2026", "2026-Q1", "2026-Q2"}
    assert observed["achievement_recorded", "2026-Q2"] is False


def measured(
    held: Held,
    *rows: dict[str, Any],
    multiple: str = USUAL_ACHIEVEMENT,
    cap: str | None = None,
) -> tuple[Observation, Observation]:
    """Return the mean, and whether all was reported."""
    records = held(opened={"2026-Q1"}, achievement=list(rows))
    records = replace(
        records,
        achievement_multiple=Fraction(multiple),
        achievement_cap=None if cap is None else Fraction(cap),
    )
    found = {item.key.fact: item for item in accountability.observe(records, 2026)}
    return found["accountability.achievement"], found["accountability.achievement_recorded"]


def test_an_achievement_beyond_the_declared_multiple_hides_no_bad_one(held: Held) -> None:
    zero, huge = achieved("0", "8600"), achieved("1000000", "104")
    mean, recorded = measured(held, zero, huge)
    assert (mean.status, mean.value) == ("unknown", None)
    assert recorded.value is True
    assert mean.doubt is not None
    assert mean.doubt.code == "beyond_target"
    assert mean.doubt.text.id == (
        "Capaian melampaui kelipatan target yang dinyatakan (achievement 2)."
        " Yang terbaca: 6250000/13."
    )


@pytest.mark.parametrize(
    ("realised", "multiple", "status"),
    [("500", "5", "value"), ("500.01", "5", "unknown"), ("1000", "10", "value")],
)
def test_exactly_the_multiple_is_still_believed(
    held: Held, realised: str, multiple: str, status: str
) -> None:
    mean, _ = measured(held, achieved(realised), multiple=multiple)
    assert mean.status == status


def test_an_outlier_does_not_hide_what_is_not_reported(held: Held) -> None:
    mean, recorded = measured(held, achieved("1000000"), achieved(None))
    assert (mean.status, recorded.value) == ("absent", False)


@pytest.mark.parametrize(
    ("realised", "direction", "expected"),
    [("50", "lower", None), ("0", "lower", "90"), ("-1", "higher", None), ("0", "higher", "90")],
)
def test_a_target_of_zero_that_was_not_met_is_not_left_out(
    held: Held, realised: str, direction: str, expected: str | None
) -> None:
    assert mean(held, achieved("90"), achieved(realised, "0", direction=direction)) == expected


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (("200", "0"), None),
        (("500", "0"), None),
        (("180", "0"), None),  # 90: what the packaged rules call very good
        (("500", "100", "100", "100", "0"), None),
        (("130", "130", "130", "130", "130", "0"), None),
        (("300", "49"), None),
        (("120", "0"), "60"),  # no more than a tenth of the mean is lifted
        (("115", "115", "115", "115", "115", "115", "115", "115", "115", "40"), "107.5"),
        (("200", "90"), "145"),
        (("120", "120"), "120"),
        (("200", "200"), "200"),
        (("500", "50"), "275"),
        (("100", "0"), "50"),
        (("0", "0"), "0"),
    ],
)
def test_what_is_above_a_target_does_not_cover_a_failed_indicator(
    held: Held, reached: tuple[str, ...], expected: str | None
) -> None:
    mean, recorded = measured(held, *map(achieved, reached))
    assert (mean.status, mean.value) == ("unknown" if expected is None else "value", expected)
    assert recorded.value is True


def test_the_failed_indicator_is_named_with_the_mean_that_can_be_read(held: Held) -> None:
    mean, _ = measured(held, achieved("0"), achieved("300"), achieved("0", direction="lower"))
    assert mean.doubt is not None
    assert mean.doubt.text.id == (
        "Capaian di atas target menutupi indikator yang tidak mencapai separuh targetnya"
        " (achievement 1). Yang terbaca: 500/3."
    )


@pytest.mark.parametrize(("cap", "expected"), [("1", "50"), ("1.2", "60"), ("5", "150")])
def test_a_declared_cap_says_how_far_one_stands_in_for_another(
    held: Held, cap: str, expected: str
) -> None:
    mean, _ = measured(held, achieved("300"), achieved("0"), cap=cap)
    assert (mean.status, mean.value) == ("value", expected)
    mean, _ = measured(held, achieved("501"), achieved("0"), cap=cap)
    assert mean.status == "unknown"  # beyond belief, whatever is cut of it
