"""Every sentence of an explanation, word for word, in both languages."""

import pytest
from tests.unit.scoring.reasons.traces import CONDITIONS, HOLDING, NAMES, rule, title

from rules.text import Text
from scoring.reasons.domain.explanation import explain
from scoring.reasons.domain.raises_by_rule import raises_of

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
