"""One sentence in both languages on why a node has its value."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from tests.unit.rules.samples import node

from rules.exact import parse
from rules.text import Text
from scoring.reasons.domain.summary import (
    children_summary,
    criteria_summary,
    derived_summary,
    empty_summary,
    level_words,
    not_applicable_summary,
    person_summary,
)
from scoring.reasons.domain.written_sum import WrittenSum
from scoring.state.domain.moment import moment_words


def written(aggregation: Any) -> WrittenSum:
    return WrittenSum(aggregation, (), 1, 3, Text("jumlah", "sum"))


def test_a_person_is_named_with_stage_and_time() -> None:
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

    assert person_summary("3", "assessor", "reviu", at) == Text(
        "Tingkat 3 ditetapkan oleh assessor pada tahap reviu, 02-01-2026 pukul 03.04 UTC.",
        "Level 3 was decided by assessor at the stage reviu, 2026-01-02 03:04 UTC.",
    )


def test_a_moment_is_told_in_utc_to_the_minute() -> None:
    at = datetime(2026, 11, 22, 16, 37, 4, 220222, tzinfo=timezone(timedelta(hours=7)))

    assert moment_words(at) == Text("22-11-2026 pukul 09.37 UTC", "2026-11-22 09:37 UTC")


@pytest.mark.parametrize(
    ("exact", "decimals", "said"),
    [
        ("3", 2, "3"),
        ("85.5", 2, "85.5"),
        ("250/3", 2, "83.33"),
        ("250/3", 0, "83"),
        ("712543075/8798563", 2, "80.98"),
        ("12345.6789012", 2, "12345.68"),
    ],
)
def test_a_level_is_told_as_announced_where_nobody_reads_it(
    exact: str, decimals: int, said: str
) -> None:
    assert level_words(parse(exact), decimals) == said


def test_what_is_not_applicable_says_where_its_weight_goes() -> None:
    said = Text("Kata.", "Said.")
    anchored = node("1", 1, "index", scale_code="levels", anchor=3)

    assert not_applicable_summary(said, node("1", 1, "index")) == Text(
        "Kata. Bobotnya dibagikan kepada yang lain.", "Said. Its weight goes to the others."
    )
    assert not_applicable_summary(said, anchored) == Text(
        "Kata. Ia dihitung 3.", "Said. It counts 3."
    )


def test_a_rule_is_named_with_its_version() -> None:
    assert derived_summary("2", "spbe-13", 4) == Text(
        "Tingkat 2 diturunkan dari fakta oleh aturan spbe-13 (versi 4).",
        "Level 2 follows from facts by rule spbe-13 (version 4).",
    )


@pytest.mark.parametrize(("level", "shown"), [("50", "50"), (None, "-")])
def test_criteria_are_told_by_their_share(level: str | None, shown: str) -> None:
    assert criteria_summary(level, written("ladder")) == Text(
        f"Tingkat {shown} mengikuti bagian kriteria yang terpenuhi: jumlah",
        f"Level {shown} follows from the share of its criteria that are met: sum",
    )


def test_nothing_is_told_as_nothing() -> None:
    assert empty_summary(None) == Text(
        "Belum ada tingkat, sehingga tidak dihitung.", "There is no level, so nothing counts."
    )
    assert empty_summary("1") == Text(
        "Belum ada jawaban; jawaban kosong dihitung 1.",
        "There is no answer; an empty one counts 1.",
    )


@pytest.mark.parametrize(
    ("aggregation", "said"),
    [
        ("mean", Text("Rata-rata: jumlah", "The mean: sum")),
        ("minimum", Text("Yang terendah: jumlah", "The lowest: sum")),
        (
            "sum",
            Text(
                "Poin: bobot kali rata-rata berbobot: jumlah",
                "Points: weight by weighted mean: sum",
            ),
        ),
        ("weighted_mean", Text("Rata-rata berbobot: jumlah", "The mean by weight: sum")),
    ],
)
def test_a_node_says_how_it_follows_from_those_below_it(aggregation: str, said: Text) -> None:
    assert children_summary(written(aggregation), None) == said
    note = Text("Belum dapat dinilai.", "Cannot be judged yet.")
    assert children_summary(written(aggregation), note).id == f"{said.id} {note.id}"
