"""Every band of every shipped edition, exactly on its bound and a hair to both sides of it.

The expected names stand here once more, by hand: a wrong bound in a file must not prove itself.
"""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Final

import pytest
from tests.golden.editions import CODES, shipped

from rules.edition import Edition
from rules.evaluation import Breakdown, evaluate, shown
from rules.exact import simplest

HAIR: Final = Fraction(1, 10**12)

# Bound, name below it, name on it (which is that above it, or that below where the end is open).
Bounds = tuple[tuple[str, str, str, str], ...]
SPBE: Final[Bounds] = (
    ("1.8", "Kurang", "Cukup", "Cukup"),
    ("2.6", "Cukup", "Baik", "Baik"),
    ("3.5", "Baik", "Sangat Baik", "Sangat Baik"),
    ("4.2", "Sangat Baik", "Memuaskan", "Memuaskan"),
)
KINERJA: Final[Bounds] = (
    ("60", "Kurang", "Cukup", "Cukup"),
    ("75", "Cukup", "Baik", "Baik"),
    ("90", "Baik", "Sangat Baik", "Sangat Baik"),
)
PREDICATES: Final[dict[str, Bounds]] = {
    "kinerja-pd-bulanan": KINERJA,
    "kinerja-pd-triwulanan": KINERJA,
    "permenpanrb-5-2018": SPBE,
    "permenpanrb-59-2020": SPBE,
    "permenpanrb-8-2026-pemdi": (
        ("1.5", "Kurang", "Cukup", "Cukup"),
        ("2.5", "Cukup", "Baik", "Baik"),
        ("3.5", "Baik", "Sangat Baik", "Sangat Baik"),
        ("4", "Sangat Baik", "Memuaskan", "Memuaskan"),
    ),
    "permenpanrb-88-2021-akip": (
        ("30", "D", "D", "C"),
        ("50", "C", "C", "CC"),
        ("60", "CC", "CC", "B"),
        ("70", "B", "B", "BB"),
        ("80", "BB", "BB", "A"),
        ("90", "A", "A", "AA"),
    ),
}
MATURITY_LEVELS: Final[dict[str, Bounds]] = {
    "kinerja-pd-bulanan": (),
    "kinerja-pd-triwulanan": (),
    "permenpanrb-5-2018": (
        ("2", "Rintisan", "Terkelola", "Terkelola"),
        ("3", "Terkelola", "Terstandarisasi", "Terstandarisasi"),
        ("4", "Terstandarisasi", "Terintegrasi dan Terukur", "Terintegrasi dan Terukur"),
        ("5", "Terintegrasi dan Terukur", "Optimum", "Optimum"),
    ),
    "permenpanrb-59-2020": (
        ("2", "Rintisan", "Terkelola", "Terkelola"),
        ("3", "Terkelola", "Terdefinisi", "Terdefinisi"),
        ("4", "Terdefinisi", "Terpadu dan Terukur", "Terpadu dan Terukur"),
        ("5", "Terpadu dan Terukur", "Optimum", "Optimum"),
    ),
    "permenpanrb-8-2026-pemdi": (
        ("1.5", "Merintis", "Membangun", "Membangun"),
        ("2.5", "Membangun", "Berkembang", "Berkembang"),
        ("3.5", "Berkembang", "Melembaga", "Melembaga"),
        ("4", "Melembaga", "Unggul", "Unggul"),
    ),
    "permenpanrb-88-2021-akip": (),
}


@cache
def of_any_level(code: str) -> Edition:
    """Return the shipped edition with scales that take every number, to hit a bound exactly."""
    edition = shipped()[code]
    scales = tuple(replace(scale, kind="percent", levels=()) for scale in edition.scales)
    return replace(edition, scales=scales)


def at(code: str, index: Fraction) -> Breakdown:
    """Return the breakdown of answers that add up to this index exactly."""
    edition = of_any_level(code)
    breakdown = evaluate(edition, {node.code: simplest(index) for node in edition.indicators})
    assert breakdown.exact == index
    return breakdown


def cases(table: dict[str, Bounds]) -> list[tuple[str, Fraction, str]]:
    found = []
    for code in CODES:
        for bound, below, on, above in table[code]:
            exact = Fraction(bound)
            found += [(code, exact - HAIR, below), (code, exact, on), (code, exact + HAIR, above)]
    return found


@pytest.mark.parametrize(("code", "index", "name"), cases(PREDICATES))
def test_a_predicate_changes_exactly_on_its_bound(code: str, index: Fraction, name: str) -> None:
    assert shown(at(code, index))["predicate"] == name


@pytest.mark.parametrize(("code", "index", "name"), cases(MATURITY_LEVELS))
def test_a_maturity_level_changes_exactly_on_its_bound(
    code: str, index: Fraction, name: str
) -> None:
    assert shown(at(code, index))["maturity_level"] == name


@pytest.mark.parametrize("code", CODES)
def test_the_tables_name_every_band_once(code: str) -> None:
    edition = shipped()[code]

    assert len(edition.predicates) == len(PREDICATES[code]) + 1
    assert len(edition.maturity_levels) in (0, len(MATURITY_LEVELS[code]) + 1)


@pytest.mark.parametrize("code", CODES)
def test_both_ends_of_the_scale_have_a_predicate(code: str) -> None:
    scales = shipped()[code].scales
    ends = (min(scale.minimum for scale in scales[:1]), max(scale.maximum for scale in scales[:1]))

    for end in ends:
        assert at(code, Fraction(end)).predicate is not None


def test_2_594_is_cukup_although_it_rounds_towards_baik() -> None:
    breakdown = at("permenpanrb-59-2020", Fraction("2.594"))

    assert (shown(breakdown)["predicate"], breakdown.announced) == ("Cukup", "2.59")
    assert shown(at("permenpanrb-59-2020", Fraction("2.599")))["predicate"] == "Cukup"
    assert at("permenpanrb-59-2020", Fraction("2.599")).announced == "2.60"


def test_exactly_2_1545_is_announced_as_2_15() -> None:
    assert at("permenpanrb-59-2020", Fraction("2.1545")).announced == "2.15"


def test_an_exact_half_is_announced_upwards() -> None:
    assert at("permenpanrb-59-2020", Fraction("2.155")).announced == "2.16"
    assert at("permenpanrb-59-2020", Fraction("2.155") - HAIR).announced == "2.15"
