"""Answers are read as people write them, and everything that does not fit is named at once."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import (
    LEVELS,
    NAME,
    PERCENT,
    edition,
    indicator,
    ladder_indicator,
    node,
)

from rules.answers import (
    AnswersError,
    LevelError,
    Pairs,
    Written,
    level_of,
    read_answers,
)
from rules.edition import NOT_APPLICABLE, Answer, Edition, Scale, ScaleLevel
from rules.exact import text_of
from rules.text import Text

ROOT = node("index", 100, None, kind="instrument")
GRADES = Scale(
    "grades",
    "grades",
    0,
    100,
    0,
    (
        ScaleLevel(0, Text("Tidak ada", "None"), "E"),
        ScaleLevel(80, Text("Baik", "Good"), "BB"),
        ScaleLevel(100, Text("Baik", "Best"), "AA"),
    ),
)
FRACTIONAL = Scale("fractional", "fractional", 1, 5, 1, (ScaleLevel(1, NAME), ScaleLevel(5, NAME)))
OF = edition(
    ROOT,
    node("A", 50, "index"),
    indicator("1", 25, "A"),
    node("2", 25, "A", scale_code=PERCENT.code, not_applicable="redistribute"),
    node("3", 20, "index", scale_code=GRADES.code, not_applicable="anchor", anchor=80),
    indicator("4", 10, "index", FRACTIONAL),
    *ladder_indicator("5", 20, "index", 2),
    scales=(*edition().scales, GRADES, FRACTIONAL),
)


def wrong(written: Written, of: Edition = OF) -> dict[str, tuple[str, str]]:
    """Return what is named: both sentences by pointer."""
    with pytest.raises(AnswersError) as caught:
        read_answers(of, written)
    found = {problem.pointer: tuple(problem.text) for problem in caught.value.problems}
    assert len(found) == len(caught.value.problems)
    return found  # type: ignore[return-value]  # a text is two sentences


@pytest.mark.parametrize(
    ("code", "written", "answer"),
    [
        ("1", 3, 3),
        ("1", "3", 3),
        ("1", " 3.0 ", 3),
        ("1", "6/2", 3),
        ("2", "33.3", Fraction("33.3")),
        ("2", "100/3", Fraction(100, 3)),
        ("2", "n/a", NOT_APPLICABLE),
        ("2", " N/A", NOT_APPLICABLE),
        ("3", "BB", 80),
        ("3", "bb", 80),
        ("3", "Good", 80),
        ("3", "tidak ada", 0),
        ("3", "82.5", Fraction("82.5")),
        ("3", "n/a", NOT_APPLICABLE),
        ("4", "2.5", Fraction("2.5")),
        ("5.1", "yes", 1),
        ("5.1", "YA", 1),
        ("5.1", "Partly", Fraction(1, 2)),
        ("5.1", "sebagian", Fraction(1, 2)),
        ("5.1", "1/2", Fraction(1, 2)),
        ("5.1", "0.5", Fraction(1, 2)),
        ("5.1", "no", 0),
        ("5.1", "Tidak", 0),
        ("5.1", True, 1),
        ("5.1", "false", 0),
        ("5.1", 1, 1),
    ],
)
def test_an_answer_may_be_written_in_many_ways(code: str, written: Any, answer: Answer) -> None:
    found = read_answers(OF, {code: written})

    assert found == {code: answer}
    assert type(found[code]) is type(answer)


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_an_empty_answer_is_not_among_those_given(nothing: str | None) -> None:
    assert read_answers(OF, {"1": nothing, "4": 5}) == {"4": 5}


def test_a_list_is_in_the_order_of_the_indicators() -> None:
    assert read_answers(OF, [1, "50", "BB", None, "n/a"]) == {
        "1": 1,
        "2": 50,
        "3": 80,
        "5": NOT_APPLICABLE,
    }


def test_a_list_may_be_in_the_order_of_the_criteria() -> None:
    assert read_answers(OF, ["yes", "no"]) == {"5.1": 1, "5.2": 0}


def test_where_there_are_as_many_criteria_a_list_is_of_the_indicators() -> None:
    of = edition(ROOT, *ladder_indicator("1", 100, "index", 1))

    assert read_answers(of, ["1"]) == {"1": 1}


@pytest.mark.parametrize(
    ("code", "written", "reason"),
    [
        ("1", 6, "indicator 1: 6 is not on its scale; it takes 1, 2, 3, 4, 5"),
        ("1", "0", "indicator 1: 0 is not on its scale; it takes 1, 2, 3, 4, 5"),
        ("1", "2.5", "indicator 1: 2.5 is not on its scale; it takes 1, 2, 3, 4, 5"),
        ("1", "good", "indicator 1: 'good' is no level; it takes 1, 2, 3, 4, 5"),
        ("1", "2,4", "indicator 1: '2,4' is no level; it takes 1, 2, 3, 4, 5"),
        ("1", "1e0", "indicator 1: '1e0' is no level; it takes 1, 2, 3, 4, 5"),
        ("1", "n/a", "indicator 1 always applies: n/a is not accepted"),
        ("1", 3.0, "indicator 1: a level is one exact number or one text"),
        ("1", Decimal(3), "indicator 1: a level is one exact number or one text"),
        ("1", [3], "indicator 1: a level is one exact number or one text"),
        ("1", True, "indicator 1: 'true' is no level; it takes 1, 2, 3, 4, 5"),
        ("2", "100.1", "indicator 2: 100.1 is not on its scale; it takes 0 to 100"),
        ("2", "-1", "indicator 2: -1 is not on its scale; it takes 0 to 100"),
        (
            "3",
            "B",
            "indicator 3: 'B' is no level; it takes 0 to 100 or E (0), BB (80), AA (100)",
        ),
        # two steps of that scale are called so
        (
            "3",
            "baik",
            "indicator 3: 'baik' is no level; it takes 0 to 100 or E (0), BB (80), AA (100)",
        ),
        ("4", "5.01", "indicator 4: 5.01 is not on its scale; it takes 1 to 5"),
        (
            "5.1",
            "2",
            "criterion 5.1: 2 is not on its scale; it takes no (0), partly (0.5), yes (1)",
        ),
        ("99", 1, "contoh has no indicator 99"),
        ("A", 1, "aspect A is not answered: it follows from what is below it"),
        ("index", 1, "instrument index is not answered: it follows from what is below it"),
    ],
)
def test_what_does_not_fit_is_named_with_what_would(code: str, written: Any, reason: str) -> None:
    assert wrong({code: written})[f"/{code}"][1] == reason


@pytest.mark.parametrize(
    ("code", "written", "reason"),
    [
        ("1", 6, "indikator 1: 6 tidak ada pada skalanya; pilihan: 1, 2, 3, 4, 5"),
        ("1", "baik", "indikator 1: 'baik' bukan tingkat; pilihan: 1, 2, 3, 4, 5"),
        ("1", "3,5", "indikator 1: '3,5' bukan tingkat; pilihan: 1, 2, 3, 4, 5"),
        (
            "3",
            "72,5",
            (
                "indikator 3: '72,5' bukan tingkat (pakai titik); pilihan: 0 sampai 100 atau E (0),"
                " BB (80), AA (100)"
            ),
        ),
        ("1", "n/a", "indikator 1 selalu berlaku: n/a tidak diterima"),
        ("1", [], "indikator 1: tingkat harus satu bilangan eksak atau satu teks"),
        (
            "3",
            "B",
            "indikator 3: 'B' bukan tingkat; pilihan: 0 sampai 100 atau E (0), BB (80), AA (100)",
        ),
        ("99", 1, "contoh tidak memuat indikator 99"),
        ("A", 1, "aspek A tidak dijawab: nilainya mengikuti yang ada di bawahnya"),
    ],
)
def test_it_is_said_in_indonesian_first(code: str, written: Any, reason: str) -> None:
    assert wrong({code: written})[f"/{code}"][0] == reason


def test_everything_is_named_at_once() -> None:
    found = wrong(Pairs([("1", "6"), ("9", "1"), ("2", "3"), ("2", "4"), ("4", "x"), ("A", "1")]))

    assert found.keys() == {"/1", "/9", "/2", "/4", "/A"}
    assert found["/2"] == ("2 tertulis 2 kali", "2 is written twice")


def test_it_is_counted_how_often_a_code_stands() -> None:
    found = wrong(Pairs([("1", "3"), ("1", "3"), ("1", "3")]))

    assert found == {"/1": ("1 tertulis 3 kali", "1 is written 3 times")}


def test_a_list_names_places() -> None:
    assert wrong([6, 50, 80, 1, "x"]).keys() == {"/0", "/4"}


@pytest.mark.parametrize("count", [0, 1, 4, 6])
def test_a_list_of_another_length_is_refused(count: int) -> None:
    text = Text(*wrong([1] * count)[""])

    assert text.id.startswith(f"contoh memiliki 5 indikator, daftar ini memuat {count} tingkat")
    assert text.id.endswith(" (atau 2: satu untuk setiap kriteria)")
    assert text.en.startswith(f"contoh has 5 indicators, this list has {count} levels")
    assert text.en.endswith(" (or 2: one for each criterion)")


def test_without_criteria_only_one_length_is_right() -> None:
    assert wrong([1, 2], edition()) == {
        "": (
            "contoh memiliki 3 indikator, daftar ini memuat 2 tingkat",
            "contoh has 3 indicators, this list has 2 levels",
        )
    }


def test_a_pointer_is_escaped_and_a_long_text_cut() -> None:
    code = "a/b~" + "x" * 100

    assert wrong({code: 1}) == {
        f"/a~1b~0{'x' * 100}": (
            f"contoh tidak memuat indikator a/b~{'x' * 56}…",
            f"contoh has no indicator a/b~{'x' * 56}…",
        )
    }


def test_a_text_that_is_just_short_enough_is_not_cut() -> None:
    assert wrong({"x" * 60: 1})[f"/{'x' * 60}"][1] == f"contoh has no indicator {'x' * 60}"


def test_the_error_says_it_all_in_one_line() -> None:
    with pytest.raises(AnswersError, match=r"^contoh has no indicator 8; contoh has no .* 9$"):
        read_answers(OF, {"8": 1, "9": 1})


@given(
    st.lists(
        st.none() | st.sampled_from([NOT_APPLICABLE]) | st.fractions(0, 100), min_size=3, max_size=3
    )
)
def test_a_mapping_and_a_list_say_the_same(answers: list[Answer | None]) -> None:
    of = edition(
        ROOT,
        *(
            node(code, 20, "index", scale_code=PERCENT.code, not_applicable="redistribute")
            for code in "abc"
        ),
    )
    written = [None if each is None else _written(each) for each in answers]

    assert read_answers(of, written) == read_answers(of, dict(zip("abc", written, strict=True)))


def test_a_scale_with_many_steps_names_only_some() -> None:
    many = Scale("m", "levels", 1, 40, None, tuple(ScaleLevel(n, NAME) for n in range(1, 41)))
    of = edition(ROOT, indicator("1", 100, "index", many), scales=(many, LEVELS))
    (text,) = wrong({"1": 41}, of).values()

    assert text[1].endswith("it takes 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, … 40")


def _written(answer: Answer) -> str:
    return text_of(answer) if isinstance(answer, int | Fraction) else answer.value


def test_a_level_that_is_none_is_an_error_with_its_sentence() -> None:
    with pytest.raises(LevelError, match=r"^'x' is no level; it takes 0 to 100$") as caught:
        level_of(PERCENT, "x")
    assert caught.value.text.id == "'x' bukan tingkat; pilihan: 0 sampai 100"
    assert level_of(PERCENT, "12.5") == Fraction("12.5")


@pytest.mark.parametrize(("written", "shown"), [(True, "'true'"), (False, "'false'")])
def test_a_truth_that_is_no_level_is_shown_as_it_is_written(written: object, shown: str) -> None:
    indonesian, english = wrong({"1": written})["/1"]

    assert shown in indonesian
    assert shown in english
