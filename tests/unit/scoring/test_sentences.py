"""Every sentence of an explanation, word for word, in both languages."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from tests.unit.rules.samples import PERCENT, edition, indicator, ladder_indicator, node

from rules.condition import Truth
from rules.edition import NOT_APPLICABLE, Answer, Text
from rules.fact import WrittenValue
from scoring.domain.chain import Chain, Link
from scoring.domain.explanation import explain
from scoring.domain.flaw import FlawFound
from scoring.domain.raising import raises_of, value_words
from scoring.domain.trace import ConditionTrace, FactTrace, RuleTrace, StepTrace
from scoring.domain.written_sum import WrittenSum, written_sum

NAMES = {"a": "Dinas A"}


def times(text: str) -> str:
    return text.replace("*", "\N{MULTIPLICATION SIGN}")


def title(fact: str) -> Text:
    return Text(f"judul {fact}", f"title {fact}")


def said(code: str, truth: Truth, *, fact: str = "x", status: Any = "value") -> FactTrace:
    return FactTrace(code, fact, "2026", truth, status, value=True, current=True, in_use=True)


def own(operator: str, value: WrittenValue, *, truth: Truth) -> ConditionTrace:
    """Return a comparison of the assessed agency's own fact."""
    return ConditionTrace(
        "fact",
        truth,
        "x",
        operator,
        value,
        "agency",
        met=int(truth is True),
        not_met=int(truth is False),
        unknown=int(truth is None),
        facts=(said("1", truth),),
    )


def below(
    quantifier: str, met: int, not_met: int, *, unknown: int = 0, truth: Truth = False
) -> ConditionTrace:
    """Return a comparison over the subtree: a meets it, b and c do not, d is not known."""
    facts = [said("a", truth=True)] * met + [said("b", truth=False), said("c", truth=False)][
        :not_met
    ]
    facts += [said("d", None, status="unknown")] * unknown
    return ConditionTrace(
        "fact",
        truth,
        "x",
        "==",
        value=True,
        scope="subtree",
        subtree_kind="agency",
        quantifier=quantifier,
        share="4/5",
        met=met,
        not_met=not_met,
        unknown=unknown,
        facts=tuple(facts),
    )


def joined(kind: Any, *parts: ConditionTrace, truth: bool = False) -> ConditionTrace:
    return ConditionTrace(kind, truth, parts=parts)


LACKING = own("==", value=True, truth=False)
HOLDING = own("==", value=True, truth=True)
ONE_LACKS = below("any", 0, 1)
ONE_HOLDS = below("any", 1, 0, truth=True)
CONDITIONS = {
    "own": LACKING,
    "own_unknown": own("==", value=True, truth=None),
    "gt": own(">", "3", truth=False),
    "exists": own("exists", None, truth=False),
    "false": own("!=", value=False, truth=False),
    "all": below("all", 1, 2, unknown=1),
    "any": below("any", 0, 2),
    "share": below("share", 1, 2, unknown=1),
    "share0": below("share", 0, 0),
    "and": joined("all", LACKING, ONE_LACKS, HOLDING),
    "or": joined("any", LACKING, ONE_LACKS),
    "not": joined("not", HOLDING),
    "not_all": joined("not", joined("all", HOLDING, ONE_HOLDS, truth=True)),
    "not_any": joined("not", joined("any", HOLDING, ONE_HOLDS, truth=True)),
    "twice": joined("all", LACKING, LACKING),
}
MISSING = {
    "own": Text("judul x (1).", "title x (1)."),
    "own_unknown": Text("judul x (tidak diketahui: 1).", "title x (unknown: 1)."),
    "gt": Text("judul x lebih dari 3 (1).", "title x is more than 3 (1)."),
    "exists": Text("judul x tersedia (1).", "title x is available (1)."),
    "false": Text("judul x tidak sama dengan tidak (1).", "title x is not false (1)."),
    "all": Text("judul x (b dan c; tidak diketahui: d).", "title x (b and c; unknown: d)."),
    "any": Text("judul x pada satu instansi (b dan c).", "title x at one agency (b and c)."),
    "share": Text(
        "judul x pada 3 instansi lagi (b dan c; tidak diketahui: d).",
        "title x at 3 more agencies (b and c; unknown: d).",
    ),
    "share0": Text("judul x.", "title x."),
    "and": Text(
        "judul x (1) dan judul x pada satu instansi (b).",
        "title x (1) and title x at one agency (b).",
    ),
    "or": Text(
        "judul x (1) atau judul x pada satu instansi (b).",
        "title x (1) or title x at one agency (b).",
    ),
    "not": Text("tidak lagi judul x (1).", "no longer title x (1)."),
    "not_all": Text(
        "tidak lagi judul x (1) atau tidak lagi judul x (Dinas A).",
        "no longer title x (1) or no longer title x (Dinas A).",
    ),
    "not_any": Text(
        "tidak lagi judul x (1) dan tidak lagi judul x (Dinas A).",
        "no longer title x (1) and no longer title x (Dinas A).",
    ),
    "twice": Text("judul x (1).", "title x (1)."),
}
EXPLAINED = {
    "own": [Text("“judul x” pada instansi yang dinilai", "“title x” at the assessed agency")],
    "own_unknown": [
        Text("“judul x” pada instansi yang dinilai", "“title x” at the assessed agency")
    ],
    "gt": [
        Text(
            "“judul x” lebih dari 3 pada instansi yang dinilai",
            "“title x” is more than 3 at the assessed agency",
        )
    ],
    "exists": [
        Text(
            "“judul x” tersedia pada instansi yang dinilai",
            "“title x” is available at the assessed agency",
        )
    ],
    "false": [
        Text(
            "“judul x” tidak sama dengan tidak pada instansi yang dinilai",
            "“title x” is not false at the assessed agency",
        )
    ],
    "all": [
        Text(
            "“judul x” pada setiap instansi: 1 dari 4 terpenuhi, 2 belum, 1 tidak diketahui",
            "“title x” at every agency: 1 of 4 met, 2 not, 1 unknown",
        )
    ],
    "any": [
        Text(
            (
                "“judul x” pada sedikitnya satu instansi: 0 dari 2 terpenuhi, 2 belum,"
                " 0 tidak diketahui"
            ),
            "“title x” at one agency at least: 0 of 2 met, 2 not, 0 unknown",
        )
    ],
    "share": [
        Text(
            (
                "“judul x” pada sedikitnya 4/5 instansi: 1 dari 4 terpenuhi, 2 belum,"
                " 1 tidak diketahui"
            ),
            "“title x” at a share of 4/5 of the agencies: 1 of 4 met, 2 not, 1 unknown",
        )
    ],
    "share0": [
        Text(
            (
                "“judul x” pada sedikitnya 4/5 instansi: 0 dari 0 terpenuhi, 0 belum,"
                " 0 tidak diketahui"
            ),
            "“title x” at a share of 4/5 of the agencies: 0 of 0 met, 0 not, 0 unknown",
        )
    ],
    "and": [
        Text("“judul x” pada instansi yang dinilai", "“title x” at the assessed agency"),
        Text(
            (
                "“judul x” pada sedikitnya satu instansi: 0 dari 1 terpenuhi, 1 belum,"
                " 0 tidak diketahui"
            ),
            "“title x” at one agency at least: 0 of 1 met, 1 not, 0 unknown",
        ),
        Text("“judul x” pada instansi yang dinilai", "“title x” at the assessed agency"),
    ],
    "or": [
        Text("“judul x” pada instansi yang dinilai", "“title x” at the assessed agency"),
        Text(
            (
                "“judul x” pada sedikitnya satu instansi: 0 dari 1 terpenuhi, 1 belum,"
                " 0 tidak diketahui"
            ),
            "“title x” at one agency at least: 0 of 1 met, 1 not, 0 unknown",
        ),
    ],
    "not": [
        Text(
            "Tidak boleh terjadi: “judul x” pada instansi yang dinilai",
            "Must not hold: “title x” at the assessed agency",
        )
    ],
    "not_all": [
        Text(
            "Tidak boleh terjadi: “judul x” pada instansi yang dinilai",
            "Must not hold: “title x” at the assessed agency",
        ),
        Text(
            (
                "Tidak boleh terjadi: “judul x” pada sedikitnya satu instansi: 1 dari"
                " 1 terpenuhi, 0 belum, 0 tidak diketahui"
            ),
            "Must not hold: “title x” at one agency at least: 1 of 1 met, 0 not, 0 unknown",
        ),
    ],
    "not_any": [
        Text(
            "Tidak boleh terjadi: “judul x” pada instansi yang dinilai",
            "Must not hold: “title x” at the assessed agency",
        ),
        Text(
            (
                "Tidak boleh terjadi: “judul x” pada sedikitnya satu instansi: 1 dari"
                " 1 terpenuhi, 0 belum, 0 tidak diketahui"
            ),
            "Must not hold: “title x” at one agency at least: 1 of 1 met, 0 not, 0 unknown",
        ),
    ],
    "twice": [
        Text("“judul x” pada instansi yang dinilai", "“title x” at the assessed agency"),
        Text("“judul x” pada instansi yang dinilai", "“title x” at the assessed agency"),
    ],
}


def rule(condition: ConditionTrace) -> RuleTrace:
    base = StepTrace("1", Text("dasar", "base"), ConditionTrace("all", truth=True))
    asked = StepTrace("2", Text("Arti.", "Meaning. "), condition)
    return RuleTrace("r", "3", steps=(base, asked))


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_is_missing_for_the_next_step_is_said(name: str) -> None:
    missing = MISSING[name]

    assert raises_of(rule(CONDITIONS[name]), title, NAMES) == Text(
        f"Untuk tingkat 2: Arti. Belum: {missing.id}",
        f"For level 2: Meaning. Missing: {missing.en}",
    )


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_is_a_sentence(name: str) -> None:
    steps = explain(rule(CONDITIONS[name]), title, NAMES).steps

    assert [condition.text for condition in steps[-1].conditions] == EXPLAINED[name]


def test_the_conditions_logic_is_told_with_its_state() -> None:
    step = explain(rule(CONDITIONS["and"]), title, NAMES).steps[-1]

    assert (step.logic.kind, step.logic.state, step.logic.condition) == ("all", step.state, None)
    assert [part.condition for part in step.logic.parts] == [0, 1, 2]
    assert [part.state for part in step.logic.parts] == [each.state for each in step.conditions]
    assert len({part.state for part in step.logic.parts}) == 2


def test_a_ladder_that_is_climbed_asks_for_nothing() -> None:
    assert raises_of(rule(HOLDING), title, NAMES) is None


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
                "Not measured yet: title x and title y is not known.",
            ),
        ),
        (
            "value",
            None,
            None,
            Text(
                "Belum terukur: judul x dan judul y belum diketahui.",
                "Not measured yet: title x and title y is not known.",
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
