"""Weighted kappa: published and hand-calculated tables, and what has none."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.edition import Scale, ScaleLevel
from rules.exact import Number
from rules.text import Text
from submission.disagreement.domain.kappa import Kappa, kappa_of

NAME = Text("Nama", "Name")


def steps(*levels: int | Fraction) -> Scale:
    named = tuple(ScaleLevel(level, NAME) for level in levels)
    return Scale("levels", "levels", min(levels), max(levels), levels=named)


# Pairs of levels, and how often each was found.
Pairs = dict[tuple[Number, Number], int]
FIVE = steps(1, 2, 3, 4, 5)


def by_moments(table: Pairs) -> Fraction | None:
    """Return the same by another way, exactly: from the means and squares of both sides.

    The chance of a squared distance is the sum of both variances and the squared distance of the
    means (Fleiss and Cohen 1973: quadratic kappa is an intraclass correlation).
    """
    pairs = Fraction(sum(table.values()))
    own = sum(a * n for (a, _), n in table.items()) / pairs
    other = sum(b * n for (_, b), n in table.items()) / pairs
    spread = sum(((a - own) ** 2 + (b - other) ** 2) * n for (a, b), n in table.items()) / pairs
    found = sum((a - b) ** 2 * n for (a, b), n in table.items()) / pairs
    expected = spread + (own - other) ** 2
    return None if not expected else 1 - found / expected


def test_the_published_example_of_the_reference_implementation() -> None:
    # scikit-learn, tests of cohen_kappa_score: 46/44/10 against 50/40/10 gives 0.9541.
    table: Pairs = {(0, 0): 46, (1, 0): 4, (1, 1): 40, (2, 2): 10}
    found = kappa_of(table, steps(0, 1, 2))
    assert found.value == pytest.approx(0.9541, abs=5e-5)


def test_two_pathologists_by_hand() -> None:
    # Agresti, Categorical Data Analysis, carcinoma of the cervix, 118 slides on four levels.
    # By hand: squared distances 1*(2+5+14+2+17) + 4*(2+1) = 52; expected by chance 28384/118.
    rows = [(22, 2, 2, 0), (5, 7, 14, 0), (0, 2, 36, 0), (0, 1, 17, 10)]
    table: Pairs = {
        (row, column): count
        for row, counts in enumerate(rows, 1)
        for column, count in enumerate(counts, 1)
        if count
    }
    assert sum((a - b) ** 2 * n for (a, b), n in table.items()) == 52
    found = kappa_of(table, steps(1, 2, 3, 4))
    assert found.value == pytest.approx(1 - Fraction(52 * 118, 28384), abs=1e-9)


def test_a_table_of_four_pairs_by_hand() -> None:
    # Own 3 3 2 2, final 3 2 2 1: squares 0 1 0 1 = 2 of 4. By chance: 3 meets 3 2 2 1 (0 1 1 4),
    # 2 meets the same (1 0 0 1), each twice: 2 * (6 + 2) / 16 = 1. So 1 - (2/4) / 1 = 0.5.
    found = kappa_of({(3, 3): 1, (3, 2): 1, (2, 2): 1, (2, 1): 1}, FIVE)
    assert found == Kappa(0.5)


def test_distances_are_those_of_the_values_and_not_of_the_places() -> None:
    table: Pairs = {(Fraction(1, 2), Fraction(1, 2)): 3, (1, Fraction(5)): 2, (5, 5): 3, (1, 1): 1}
    scale = steps(Fraction(1, 2), 1, 5)
    exact = by_moments(table)
    assert exact is not None
    assert kappa_of(table, scale).value == pytest.approx(float(exact))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({}, "no_pairs"),
        ({(3, 3): 1}, "one_pair"),
        ({(3, 3): 9}, "one_level"),
        ({(3, 3): 5, (3, 2): 4}, "one_level"),
        ({(3, 3): 5, (2, 3): 4}, "one_level"),
        ({(3, Fraction(7, 2)): 5, (2, 3): 4}, "not_in_steps"),
    ],
)
def test_what_cannot_be_told_from_chance_has_a_reason_and_no_number(
    table: Pairs, reason: Any
) -> None:
    assert kappa_of(table, FIVE) == Kappa(reason=reason)


@given(
    st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 5)), st.integers(1, 40), min_size=1)
)
def test_it_is_always_a_number_of_the_definition_or_a_reason(
    table: Pairs,
) -> None:
    found = kappa_of(table, FIVE)
    if found.value is None:
        assert found.reason in ("one_pair", "one_level")
        return
    assert found.value == pytest.approx(float(by_moments(table) or 0), abs=1e-9)
    assert -1 - 1e-9 <= found.value <= 1 + 1e-9
