"""Whether a score reaches a target: exactly, of any node, and unknown where nothing says so."""

from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import CRITERION, LADDER, PERCENT, edition, indicator, node

from rules.compiled import CompiledEdition
from rules.edition import NOT_APPLICABLE
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import EVALUATION
from scoring.targets.domain import (
    EVERY_INDICATOR,
    NOTHING_KNOWN,
    Judgement,
    can_reach,
    doubt_of,
    ends,
    has_node,
    judge,
    value_of,
)

AT = datetime(2026, 6, 1, tzinfo=UTC)
OPENING = Opening(UUID(int=1), "k", "9901", "e", None, "2026", AT, EVALUATION)
LEVELLED = CompiledEdition(edition())
PERCENTS = CompiledEdition(
    edition(
        node("index", 100, None, kind="instrument"),
        indicator("1", 50, "index", PERCENT),
        node("2", 50, "index", scale_code=PERCENT.code, not_applicable="redistribute"),
    )
)
LADDERED = CompiledEdition(
    edition(
        node("index", 100, None, kind="instrument"),
        node("1", 100, "index", scale_code=PERCENT.code, ladder=LADDER, aggregation="ladder"),
        node("1.1", 50, "1", kind="criterion", scale_code=CRITERION.code),
        node("1.2", 50, "1", kind="criterion", scale_code=CRITERION.code),
        scales=(PERCENT, CRITERION),
    )
)


def of(compiled: CompiledEdition, *levels: object) -> Assessment:
    """Return an assessment with levels in the order of what is answered; None: no answer."""
    found = Assessment(compiled, EVALUATION)
    for place, level in enumerate(levels):
        if level is not None:
            found.decide(place, 0, Decision(place + 1, level))  # type: ignore[arg-type]  # an answer
    return found


@pytest.mark.parametrize(
    ("wanted", "state"),
    [(Fraction(7, 2), "met"), (Fraction(3500001, 1000000), "missed"), (3, "met")],
)
def test_a_target_is_met_exactly_on_it(wanted: Fraction, state: str) -> None:
    found = of(PERCENTS, 3, 4)

    assert judge(found, "index", wanted) == Judgement(state, Fraction(7, 2))  # type: ignore[arg-type]  # a state


def test_nothing_known_is_neither_met_nor_missed() -> None:
    assert judge(of(PERCENTS), "index", 1) == NOTHING_KNOWN
    assert judge(of(PERCENTS), EVERY_INDICATOR, 1) == NOTHING_KNOWN
    assert judge(of(PERCENTS, 3), "none", 1) == NOTHING_KNOWN
    assert value_of(of(PERCENTS, 3), "2") is None


def test_one_indicator_short_of_it_decides_about_all() -> None:
    assert judge(of(PERCENTS, 3, 5), EVERY_INDICATOR, 3) == Judgement("met", 3)
    assert judge(of(PERCENTS, 2, 5), EVERY_INDICATOR, 3) == Judgement("missed", 2)
    assert judge(of(PERCENTS, 2), EVERY_INDICATOR, 3) == Judgement("missed", 2)
    assert judge(of(PERCENTS, 4), EVERY_INDICATOR, 3) == Judgement("unknown", 4)


def test_what_does_not_concern_the_agency_is_left_out() -> None:
    found = of(PERCENTS, 4, NOT_APPLICABLE)

    assert judge(found, EVERY_INDICATOR, 3) == Judgement("met", 4)
    assert judge(found, "2", 3) == NOTHING_KNOWN


def test_an_empty_answer_counts_what_its_scale_says() -> None:
    assert judge(of(LEVELLED, 4, 4), EVERY_INDICATOR, 2) == Judgement("missed", 1)


def test_criteria_and_the_indicator_above_them_can_have_one() -> None:
    found = of(LADDERED, None, 1, 0)

    assert judge(found, "1", 50) == Judgement("met", 50)
    assert judge(found, "1.2", 1) == Judgement("missed", 0)
    assert judge(found, "index", 51) == Judgement("missed", 50)


def test_a_node_has_a_least_and_a_highest_value() -> None:
    anchored = edition(
        node("index", 100, None, kind="instrument", aggregation="sum"),
        node("A1", 30, "index", kind="aspect", aggregation="sum"),
        node("1", 30, "A1", scale_code=PERCENT.code, not_applicable="anchor", anchor=120),
        indicator("2", 70, "index", PERCENT),
        scales=(PERCENT,),
    )

    assert ends(LEVELLED.edition, "index") == (1, 5)
    assert ends(LADDERED.edition, "index") == (0, 100)
    assert ends(LADDERED.edition, "1.1") == (0, 1)
    assert ends(anchored, "1") == (0, 120)
    assert ends(anchored, "2") == (0, 100)
    assert ends(anchored, "A1") == (0, 36)  # shown in points: 30 of 100
    assert can_reach(anchored, "A1", 36)
    assert not can_reach(anchored, "A1", 37)


def test_only_what_is_on_the_scale_can_be_reached() -> None:
    levelled, laddered = LEVELLED.edition, LADDERED.edition

    assert [can_reach(levelled, "index", value) for value in (0, 1, 5, Fraction(51, 10))] == [
        False,
        True,
        True,
        False,
    ]
    assert can_reach(levelled, EVERY_INDICATOR, 5)
    assert not can_reach(levelled, EVERY_INDICATOR, 6)
    assert can_reach(laddered, "1", 2)
    assert not can_reach(laddered, "1.1", 2)
    assert has_node(laddered, "1.1")
    assert has_node(laddered, EVERY_INDICATOR)
    assert not has_node(laddered, "2")


@given(levels=st.lists(st.none() | st.integers(0, 100), min_size=2, max_size=2))
def test_every_indicator_reaches_it_only_if_each_does(levels: list[int | None]) -> None:
    found = of(PERCENTS, *levels)
    each = [judge(found, code, 50).state for code in ("1", "2")]
    together = judge(found, EVERY_INDICATOR, 50).state

    if "missed" in each:
        assert together == "missed"
    else:
        assert (together == "met") == (each == ["met", "met"])


@pytest.mark.parametrize(
    ("levels", "node_code", "missing", "why"),
    [
        ((3, None), EVERY_INDICATOR, ("2",), "masih ada yang belum mempunyai tingkat"),
        ((3, None), "2", ("2",), "masih ada yang belum mempunyai tingkat"),
        ((3, NOT_APPLICABLE), "2", (), "tidak ada yang berlaku bagi instansi ini"),
        ((3, 4), "index", (), "nilainya sedang dihitung ulang"),
        ((3, 4), "9", (), "yang dinilai tidak memuat 9"),
    ],
)
def test_why_a_target_is_open_is_said_with_what_is_missing(
    levels: tuple[object, ...], node_code: str, missing: tuple[str, ...], why: str
) -> None:
    found = of(PERCENTS, *levels)
    found.floors = {"provisional": 0}
    doubt = doubt_of(found, OPENING, node_code, AT)

    assert (doubt.missing, doubt.not_judged) == (missing, None)
    assert doubt.note.id.startswith("Belum dapat dinilai: ")
    assert why in doubt.note.id
