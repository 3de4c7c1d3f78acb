"""What people, criteria and parts still owe the next level, in both languages."""

from fractions import Fraction
from typing import Any

import pytest
from tests.unit.rules.samples import (
    LADDER,
    PERCENT,
    edition,
    ladder_indicator,
    node,
)

from rules.edition import NOT_APPLICABLE, Answer, Edition, EvidenceHint, Node, Scale, ScaleLevel
from rules.exact import Number
from rules.text import Text
from scoring.reasons.domain.raises_by_people import (
    NextLevel,
    first_value,
    next_level,
    no_source,
    raises_by_criteria,
    raises_by_people,
    rule_is_at_its_top,
)
from scoring.reasons.domain.written_sum import WrittenSum, written_sum

ROOT = node("index", 100, None, kind="instrument")
ONE, TWO, FOUR = (ScaleLevel(value, Text(f"N{value}", f"L{value}")) for value in (1, 2, 4))
STEPS = Scale("steps", "levels", 1, 4, 1, (ONE, TWO, FOUR))
DECREE = EvidenceHint("decree", Text("SK", "Decree"), 2)
REVIEW = EvidenceHint("review", Text("Reviu", "Review"), 4)
ALWAYS = EvidenceHint("minutes", Text("Notulen", "Minutes"))


def asked(scale: Scale, **more: Any) -> tuple[Edition, Node]:
    of = edition(ROOT, node("1", 100, "index", scale_code=scale.code, **more), scales=(scale,))
    return of, of.indicators[0]


@pytest.mark.parametrize(
    ("level", "following"),
    [(None, 1), (1, 2), (2, 4), (3, 4), (Fraction(1, 2), 1), (4, None), (NOT_APPLICABLE, None)],
)
def test_the_next_of_named_levels(level: Answer | None, following: Number | None) -> None:
    found = next_level(*asked(STEPS), level)

    assert (found.level if found else None) == following


@pytest.mark.parametrize(
    ("level", "following"),
    [
        (None, 0),
        (0, 1),
        (Fraction(99, 2), Fraction(101, 2)),
        (99, 100),
        (Fraction(199, 2), 100),
        (100, None),
        (NOT_APPLICABLE, None),
    ],
)
def test_the_next_of_a_percent_is_one_more(level: Answer | None, following: Number | None) -> None:
    found = next_level(*asked(PERCENT), level)

    assert (found.level if found else None) == following
    assert found is None or found.name is None


def test_the_next_level_says_what_it_means_and_what_proves_it() -> None:
    meaning = ((1, Text("a", "A")), (2, Text("b", "B")))
    more = {"descriptions": meaning, "evidence": (DECREE, REVIEW, ALWAYS)}

    assert next_level(*asked(STEPS, **more), 1) == NextLevel(
        2, TWO.name, Text("b", "B"), (DECREE, ALWAYS)
    )
    assert next_level(*asked(STEPS, **more), 2) == NextLevel(
        4, FOUR.name, None, (DECREE, REVIEW, ALWAYS)
    )
    assert next_level(*asked(STEPS, **more), None) == NextLevel(
        1, ONE.name, Text("a", "A"), (ALWAYS,)
    )


def test_people_are_told_all_of_it() -> None:
    whole = NextLevel(2, Text("Nama", "Name"), Text("Arti. ", "Meaning."), (DECREE, ALWAYS, REVIEW))

    assert raises_by_people(whole) == Text(
        "Untuk tingkat 2 (Nama): Arti. Data dukung: SK, Notulen dan Reviu.",
        "For level 2 (Name): Meaning. Evidence: Decree, Minutes and Review.",
    )
    assert raises_by_people(NextLevel(Fraction(5, 2), None, None, ())) == Text(
        "Untuk tingkat 2.5.", "For level 2.5."
    )
    assert raises_by_people(NextLevel(3, None, None, (DECREE,))) == Text(
        "Untuk tingkat 3. Data dukung: SK.", "For level 3. Evidence: Decree."
    )


def climbing(*met: Answer | None, count: int = 4) -> WrittenSum:
    of = edition(ROOT, *ladder_indicator("1", 100, "index", count))
    answers = {f"1.{at}": answer for at, answer in enumerate(met, 1) if answer is not None}
    return written_sum(of, of.indicators[0], answers)


@pytest.mark.parametrize(
    ("met", "indonesian", "english"),
    [
        (
            (0, 0, 0, 0),
            (
                "Untuk tingkat 30: bagian kriteria yang terpenuhi lebih dari 0, kini 0;"
                " sedikitnya 1 kriteria lagi dari 1.1, 1.2, 1.3 dan 1.4."
            ),
            (
                "For level 30: a share of criteria of more than 0, now 0;"
                " no fewer than 1 more of 1.1, 1.2, 1.3 and 1.4."
            ),
        ),
        (
            (Fraction(1, 2), 0, 0, 0),
            (
                "Untuk tingkat 50: bagian kriteria yang terpenuhi paling sedikit 0.5, kini 0.125;"
                " sedikitnya 2 kriteria lagi dari 1.1, 1.2, 1.3 dan 1.4."
            ),
            (
                "For level 50: a share of criteria of at least 0.5, now 0.125;"
                " no fewer than 2 more of 1.1, 1.2, 1.3 and 1.4."
            ),
        ),
        (
            (1, 1, 0, None),
            (
                "Untuk tingkat 80: bagian kriteria yang terpenuhi paling sedikit 1, kini 0.5;"
                " sedikitnya 2 kriteria lagi dari 1.3 dan 1.4."
            ),
            (
                "For level 80: a share of criteria of at least 1, now 0.5;"
                " no fewer than 2 more of 1.3 and 1.4."
            ),
        ),
        (
            (1, 1, NOT_APPLICABLE, Fraction(1, 2)),
            (
                "Untuk tingkat 80: bagian kriteria yang terpenuhi paling sedikit 1, kini 5/6;"
                " sedikitnya 1 kriteria lagi dari 1.4."
            ),
            (
                "For level 80: a share of criteria of at least 1, now 5/6;"
                " no fewer than 1 more of 1.4."
            ),
        ),
    ],
)
def test_criteria_say_how_many_more_are_needed(
    met: tuple[Answer | None, ...], indonesian: str, english: str
) -> None:
    assert raises_by_criteria(climbing(*met)) == Text(indonesian, english)


def test_the_top_of_a_ladder_asks_for_nothing() -> None:
    assert LADDER[-1].minimum == 1
    assert raises_by_criteria(climbing(1, 1, 1, 1)) is None


def test_of_many_criteria_ten_are_named() -> None:
    said = raises_by_criteria(climbing(*[0] * 12, count=12))

    assert said is not None
    assert said.en.endswith("of 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 1.10 and 2 +.")


def test_where_only_sources_count_criteria_rise_as_far_as_their_rules() -> None:
    half = climbing(1, 0, 0, 0)

    assert raises_by_criteria(half, {"1.1": 1, "1.3": 1}) == Text(
        "Untuk tingkat 50: bagian kriteria yang terpenuhi paling sedikit 0.5, kini 0.25;"
        " sedikitnya 1 kriteria lagi dari 1.3.",
        "For level 50: a share of criteria of at least 0.5, now 0.25; no fewer than 1 more of 1.3.",
    )
    too_few: list[dict[str, Number]] = [{"1.1": 1}, {"1.1": 1, "1.3": Fraction(1, 2)}]
    for tops in too_few:
        assert raises_by_criteria(half, tops) == Text(
            "Untuk tingkat 50: bagian kriteria yang terpenuhi paling sedikit 0.5, kini 0.25;"
            " yang dapat diturunkan dari sumber tidak cukup untuk itu.",
            "For level 50: a share of criteria of at least 0.5, now 0.25;"
            " what sources can derive does not suffice for it.",
        )
    both = raises_by_criteria(half, {"1.2": Fraction(1, 2), "1.3": Fraction(1, 2)})
    assert both is not None
    assert both.en.endswith("no fewer than 2 more of 1.2 and 1.3.")


def test_a_first_value_comes_from_facts_or_answers_with_their_evidence() -> None:
    first = NextLevel(0, None, None, (ALWAYS, DECREE))
    missing = Text("Belum terukur: x.", "Not measured yet: x.")

    assert first_value(first, by_facts=False, by_people=True) == Text(
        "Belum ada nilai: laporan atau jawaban memberi yang pertama. Data dukung: Notulen dan SK.",
        "No value yet: a report or an answer would give it its first."
        " Evidence: Minutes and Decree.",
    )
    assert first_value(None, by_facts=True, by_people=False, missing=missing) == Text(
        "Belum ada nilai: fakta dari sumber memberi yang pertama. Belum terukur: x.",
        "No value yet: a source's facts would give it its first. Not measured yet: x.",
    )
    assert first_value(None, by_facts=True, by_people=True).en == (
        "No value yet: a source's facts, a report or an answer would give it its first."
    )


def test_without_a_rule_there_is_no_live_level() -> None:
    of = edition(ROOT, *ladder_indicator("1", 100, "index", 1))

    assert no_source(of.indicators[0]) == Text(
        "Tidak ada sumber data untuk indikator ini. Karena itu tingkatnya pada jalur langsung"
        " kosong dan tidak dapat naik.",
        "There is no source for this indicator. So it has no level on the live track and cannot"
        " rise there.",
    )
    assert no_source(of.criteria[0]) == Text(
        "Tidak ada sumber data untuk kriteria ini. Karena itu tingkatnya pada jalur langsung"
        " kosong dan tidak dapat naik.",
        "There is no source for this criterion. So it has no level on the live track and cannot"
        " rise there.",
    )


def test_above_the_top_of_its_rule_nothing_raises_a_live_level() -> None:
    assert rule_is_at_its_top(3) == Text(
        "Sumber data hanya dapat membuktikan sampai 3. Pada jalur langsung tingkatnya tidak dapat"
        " naik lagi.",
        "Sources can prove 3 at most. It cannot rise further on the live track.",
    )
