"""Measures, sums and broken chains in words, in both languages."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from tests.unit.rules.samples import PERCENT, edition, indicator, ladder_indicator, node
from tests.unit.scoring.reasons.traces import NAMES, said, title

from rules.edition import NOT_APPLICABLE, Answer
from rules.fact import WrittenValue
from rules.text import Text
from scoring.publication.domain.chain import Chain, Link
from scoring.reasons.domain.raises_by_rule import raises_of, value_words
from scoring.reasons.domain.written_sum import WrittenSum, written_sum
from scoring.results.domain.flaw import FlawFound
from scoring.state.domain.trace import RuleTrace


def times(text: str) -> str:
    return text.replace("*", "\N{MULTIPLICATION SIGN}")


@pytest.mark.parametrize(
    ("formula", "value", "against", "sentence"),
    [
        (
            "value",
            "5",
            None,
            Text(
                "Untuk tingkat 6: judul x paling sedikit 6 (kini 5).",
                "For level 6: title x at least 6 (now 5).",
            ),
        ),
        (
            "ratio",
            "30",
            "40",
            Text(
                "Untuk tingkat 76: judul x paling sedikit 30.4 (kini 30).",
                "For level 76: title x at least 30.4 (now 30).",
            ),
        ),
        (
            "higher_is_better",
            "30",
            "40",
            Text(
                "Untuk tingkat 76: judul x paling sedikit 30.4 (kini 30).",
                "For level 76: title x at least 30.4 (now 30).",
            ),
        ),
        (
            "lower_is_better",
            "50",
            "40",
            Text(
                "Untuk tingkat 76: judul x paling banyak 49.6 (kini 50).",
                "For level 76: title x at most 49.6 (now 50).",
            ),
        ),
        ("ratio", "40", "40", None),
        (
            "ratio",
            "-5",
            "40",
            Text(
                "Untuk tingkat 1: judul x paling sedikit 0.4 (kini -5).",
                "For level 1: title x at least 0.4 (now -5).",
            ),
        ),
        ("ratio", "5", "0", Text("Pembandingnya nol.", "What it is measured against is zero.")),
        (
            "ratio",
            "5",
            None,
            Text(
                "Belum terukur: judul x dan judul y belum diketahui.",
                "Not measured yet: title x and title y are not known.",
            ),
        ),
        (
            "value",
            None,
            None,
            Text(
                "Belum terukur: judul x dan judul y belum diketahui.",
                "Not measured yet: title x and title y are not known.",
            ),
        ),
        (
            "ratio",
            "712543075",
            "879856301",
            Text(
                "Untuk tingkat ≈ 81.98: judul x paling sedikit 721341638.01 (kini 712543075).",
                "For level ≈ 81.98: title x at least 721341638.01 (now 712543075).",
            ),
        ),
        (
            "lower_is_better",
            "71254307.3333333",
            "8798563",
            Text(
                "Untuk tingkat 1: judul x paling banyak 17509140.37 (kini ≈ 71254307.33).",
                "For level 1: title x at most 17509140.37 (now ≈ 71254307.33).",
            ),
        ),
        (
            "higher_is_better",
            "0.00000000012",
            "0.00000123457",
            Text(
                "Untuk tingkat ≈ 1.01: judul x paling sedikit 0.01 (kini ≈ 0.00).",
                "For level ≈ 1.01: title x at least 0.01 (now ≈ 0.00).",
            ),
        ),
        (
            "ratio",
            "99.5",
            "100",
            Text(
                "Untuk tingkat 100: judul x paling sedikit 100 (kini 99.5).",
                "For level 100: title x at least 100 (now 99.5).",
            ),
        ),
    ],
)
def test_a_measure_says_which_number_gives_one_point_more(
    formula: Any, value: str | None, against: str | None, sentence: Text | None
) -> None:
    is_unknown = value is None or (against is None and formula != "value")
    facts = (
        said("1", None, status="unknown"),
        said("1", None, fact="y", status="absent"),
        said("1", None, status="absent"),
    )
    trace = RuleTrace(
        "m",
        "100",
        formula=formula,
        fact="x",
        bottom="0",
        facts=facts if is_unknown else (),
        value=value,
        against_value=against,
    )

    assert raises_of(trace, title, NAMES) == sentence


@pytest.mark.parametrize(
    ("value", "words"), [(True, ("ya", "true")), (False, ("tidak", "false")), ("3", ("3", "3"))]
)
def test_values_are_put_into_words(value: WrittenValue, words: tuple[str, str]) -> None:
    assert value_words(value) == words


def added(aggregation: str, answers: dict[str, Answer]) -> WrittenSum:
    of = edition(
        node("index", 100, None, kind="instrument", aggregation=aggregation),
        node("1", 25, "index", scale_code=PERCENT.code, not_applicable="redistribute"),
        indicator("2", 75, "index", PERCENT),
    )
    return written_sum(of, of.root, answers)


@pytest.mark.parametrize(
    ("aggregation", "both", "one"),
    [
        ("weighted_mean", "(25 * 2 + 75 * 10/3) ÷ 100 = 3", "(75 * 4) ÷ 75 = 4"),
        ("mean", "(1 * 2 + 1 * 10/3) ÷ 2 = 8/3", "(1 * 4) ÷ 1 = 4"),
        ("minimum", "min(2, 10/3) = 2", "min(4) = 4"),
        ("sum", "(25 * 2 + 75 * 10/3) ÷ 100 = 3", "(75 * 4) ÷ 75 = 4"),
    ],
)
def test_a_sum_is_written_out(aggregation: str, both: str, one: str) -> None:
    assert added(aggregation, {"1": 2, "2": Fraction(10, 3)}).text == (
        times(f"{both}."),
        times(f"{both}."),
    )
    assert added(aggregation, {"1": NOT_APPLICABLE, "2": 4}).text == (
        times(f"{one} (tidak ikut: 1)."),
        times(f"{one} (left out: 1)."),
    )
    assert added(aggregation, {}).text == (
        "Tidak ada yang dihitung (tidak ikut: 1, 2).",
        "Nothing counts (left out: 1, 2).",
    )


LONG = Fraction(712543075, 8798563)


@pytest.mark.parametrize(
    ("aggregation", "answers", "sentence"),
    [
        ("weighted_mean", {"1": LONG, "2": 60}, "(25 * 80.98 + 75 * 60) ÷ 100 ≈ 65.25."),
        ("mean", {"1": LONG, "2": 200 - LONG}, "(1 * 80.98 + 1 * 119.02) ÷ 2 ≈ 100."),
        ("minimum", {"1": LONG, "2": 90}, "min(80.98, 90) ≈ 80.98."),
        (
            "weighted_mean",
            {"1": Fraction("10.123456789"), "2": Fraction("0.987654322")},
            "(25 * 10.123456789 + 75 * 0.987654322) ÷ 100 ≈ 3.27.",
        ),
    ],
)
def test_long_numbers_of_a_sum_are_rounded_and_it_says_so(
    aggregation: str, answers: dict[str, Answer], sentence: str
) -> None:
    found = added(aggregation, answers)

    assert found.text == (times(sentence), times(sentence))
    assert found.terms[0].value == answers["1"]


def test_points_are_written_with_their_factor_and_the_mean_goes_on() -> None:
    of = edition(
        node("index", 100, None, kind="instrument", aggregation="sum"),
        node("1", 30, "index", aggregation="sum"),
        indicator("1.a", 30, "1", PERCENT),
        indicator("2", 70, "index", PERCENT),
    )
    part = written_sum(of, of.nodes[1], {"1.a": 82, "2": 50})
    whole = written_sum(of, of.root, {"1.a": 82, "2": 50})

    assert (part.text.en, part.value) == (times("0.3 * (30 * 82) ÷ 30 = 24.6."), Fraction("24.6"))
    assert whole.text.en == times("(30 * 82 + 70 * 50) ÷ 100 = 59.6.")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"1.1": 1}, "(100/3 * 1 + 100/3 * 0 + 100/3 * 0) ÷ 100 = 1/3, {} 30."),
        (
            {"1.1": 1, "1.2": NOT_APPLICABLE, "1.3": 1},
            "(100/3 * 1 + 100/3 * 1) ÷ 200/3 = 1, {} 80 ({}: 1.2).",
        ),
    ],
)
def test_a_ladder_is_written_with_its_share(answers: dict[str, Answer], sentence: str) -> None:
    of = edition(
        node("index", 100, None, kind="instrument"), *ladder_indicator("1", 100, "index", 3)
    )

    assert written_sum(of, of.indicators[0], answers).text == (
        times(sentence).format("maka", "tidak ikut"),
        times(sentence).format("hence", "left out"),
    )


BREAKS: list[tuple[Callable[[Link], Link], str, str, str]] = [
    (lambda link: link._replace(sequence=5), "sequence", "2", "5"),
    (
        lambda link: link._replace(previous_service_hash=None),
        "previous_service_hash",
        "h1",
        "nothing",
    ),
    (lambda link: link._replace(revision=3), "revision", "2", "3"),
    (lambda link: link._replace(previous_hash="x"), "previous_hash", "h1", "x"),
]


@pytest.mark.parametrize(("broken", "field", "expected", "found"), BREAKS)
def test_a_break_in_the_chain_is_named_with_its_file(
    broken: Callable[[Link], Link], field: str, expected: str, found: str
) -> None:
    one, chain = UUID(int=1), Chain()
    chain.follow(Link(1, one, 1, "h1", None, None), file="one.json")

    with pytest.raises(FlawFound) as raised:
        chain.follow(broken(Link(2, one, 2, "h2", "h1", "h1")), file="two.json")
    assert str(raised.value) == f"two.json: {field}: expected {expected}, found {found}"
