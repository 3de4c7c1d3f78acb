"""What is due to an agency by the rules of the release, and what cannot be judged."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.unit.submission.consequences.standings import (
    BELOW_FLOOR,
    instruction,
    result,
    standing,
)

from rules.text import Text
from submission.consequences.domain.entries import Entry, entries_of, on_the_list
from submission.consequences.domain.standing import (
    Improvement,
    Reference,
    Standing,
    Upheaval,
)
from submission.consequences.store.packaged import packaged

MISSED, OVERDUE, AKIP, REWARD, AKIP_ROSE = (rule.code for rule in packaged().rules)


# The rules of the release, asked of every period at whose kind they can look.
EVERYWHERE = replace(
    packaged(), rules=tuple(replace(rule, period_kinds=None) for rule in packaged().rules)
)


def judged(found: Standing) -> dict[str, Entry]:
    return {entry.rule.code: entry for entry in entries_of(EVERYWHERE, found)}


def said(entry: Entry) -> list[str]:
    return [reason.text.id for reason in entry.reasons]


def test_two_quarters_below_target_are_punished_with_their_reasons_and_lineage() -> None:
    found = standing(result("2026-Q1", "2.1", "2.5"), result("2026-Q2", "2.4", "2.5"))
    entry = judged(found)[MISSED]
    assert (entry.outcome, entry.rule.effect) == ("due", "punishment")
    assert said(entry) == [
        "2026-Q2: nilai 2.4, di bawah target 2.5",
        "2026-Q1: nilai 2.1, di bawah target 2.5",
    ]
    assert entry.reasons[0].references == (
        Reference("score", "skor-2026-Q2", 3),
        Reference("target", "2026", 1),
    )
    assert entry.rule_set_hash == packaged().content_hash
    assert entry.reasons[0].text.en == "2026-Q2: the value 2.4 is below the target 2.5"


@pytest.mark.parametrize(
    ("before", "now", "outcome"),
    [
        (("2.5", "2.5"), ("2.4", "2.5"), "not_due"),
        (("2.1", "2.5"), ("2.5", "2.5"), "not_due"),
        (("2.1", "2.5"), (None, "2.5"), "undetermined"),
        (("2.1", None), ("2.1", "2.5"), "undetermined"),
        ((None, None), ("2.1", "2.5"), "undetermined"),
        # One known quarter that reached its target settles it, whatever the other one is.
        ((None, "2.5"), ("2.6", "2.5"), "not_due"),
    ],
)
def test_a_quarter_that_is_not_known_punishes_nobody(
    before: tuple[str | None, str | None], now: tuple[str | None, str | None], outcome: str
) -> None:
    found = standing(result("2026-Q1", *before), result("2026-Q2", *now))
    assert judged(found)[MISSED].outcome == outcome


def test_the_quarter_before_the_first_is_the_last_of_the_year_before() -> None:
    found = standing(result("2025-Q4", "1", "2"), result("2026-Q1", "1", "2"), period="2026-Q1")
    assert judged(found)[MISSED].outcome == "due"
    first_of_all = standing(result("0001-Q1", "1", "2"), period="0001-Q1")
    assert judged(first_of_all)[MISSED].outcome == "undetermined"


def test_incomplete_data_gives_neither_and_says_why() -> None:
    found = standing(
        result("2026-Q1", "2.1", "2.5"),
        result("2026-Q2", None, "2.5", BELOW_FLOOR),
        instructions=None,
    )
    entries = entries_of(EVERYWHERE, found)
    assert {entry.outcome for entry in entries} == {"undetermined"}
    assert on_the_list(entries) == entries
    by_code = judged(found)
    assert said(by_code[MISSED]) == ["2026-Q2 belum dapat dinilai: cakupan di bawah ambang"]
    assert said(by_code[OVERDUE]) == ["instruksi kepada instansi ini belum dapat dibaca"]
    assert said(by_code[AKIP]) == ["nilai AKIP belum dapat dibandingkan: belum ada perbandingannya"]
    # Only what is unknown is named, not what is known to speak for it.
    assert all(reason.truth is None for entry in entries for reason in entry.reasons)


def test_an_agency_of_which_nothing_is_known_is_on_the_list_as_that() -> None:
    outcomes = {code: entry.outcome for code, entry in judged(standing()).items()}
    # Without any instruction nothing is overdue: that is known.
    assert outcomes == {
        MISSED: "undetermined",
        OVERDUE: "not_due",
        AKIP: "undetermined",
        REWARD: "undetermined",
        AKIP_ROSE: "undetermined",
    }


@pytest.mark.parametrize(
    ("told", "outcome", "why"),
    [
        ({}, "due", "“Instruksi A” lewat tenggat 2026-07-01 tanpa tindak lanjut yang diterima"),
        (
            {"handed_in_on": date(2026, 6, 30)},
            "undetermined",
            "tindak lanjut “Instruksi A” belum diverifikasi",
        ),
        # Too late: overdue as long as nobody has verified it.
        (
            {"handed_in_on": date(2026, 7, 2)},
            "due",
            "“Instruksi A” lewat tenggat 2026-07-01 tanpa tindak lanjut yang diterima",
        ),
        (
            {"handed_in_on": date(2026, 7, 2), "is_verified": True},
            "not_due",
            "instruksi yang terlambat: 0; aturan ini berlaku mulai 1",
        ),
        # After the day that is looked at: it changes nothing of that day.
        (
            {"handed_in_on": date(2026, 7, 11), "is_verified": True},
            "due",
            "“Instruksi A” lewat tenggat 2026-07-01 tanpa tindak lanjut yang diterima",
        ),
        (
            {"handed_in_on": date(2026, 6, 30), "is_verified": True},
            "not_due",
            "instruksi yang terlambat: 0; aturan ini berlaku mulai 1",
        ),
        (
            {"inherited_from": "9901.7"},
            "undetermined",
            "“Instruksi A” lewat tenggat, tetapi diwarisi dari 9901.7",
        ),
    ],
)
def test_an_instruction_is_overdue_until_somebody_verified_its_follow_up(
    told: dict[str, object], outcome: str, why: str
) -> None:
    found = standing(
        instructions=[instruction("A", "2026-07-01", **told), instruction("B", "2026-07-10")]
    )
    entry = judged(found)[OVERDUE]
    assert (entry.outcome, said(entry)) == (outcome, [why])
    if outcome == "due":
        assert entry.reasons[0].references == (Reference("recommendation", "A"),)


@pytest.mark.parametrize(
    ("outcome", "punished", "rewarded"),
    [
        ("lower", "due", "not_due"),
        ("equal", "due", "not_due"),
        ("higher", "not_due", "due"),
        ("unknown", "undetermined", "undetermined"),
    ],
)
def test_akip_that_does_not_improve(outcome: str, punished: str, rewarded: str) -> None:
    akip = Improvement(
        outcome=outcome,  # type: ignore[arg-type] # each of its words
        now=70,
        before=71,
        references=(Reference("assessment", "akip-2026"), Reference("assessment", "akip-2025")),
    )
    entries = judged(standing(akip=akip))
    assert (entries[AKIP].outcome, entries[AKIP_ROSE].outcome) == (punished, rewarded)
    assert len(entries[AKIP].reasons[0].references) == 2
    if outcome == "lower":
        assert said(entries[AKIP]) == ["nilai AKIP turun: 70, tahun sebelumnya 71"]


def test_who_improves_and_reaches_the_target_is_rewarded_unless_an_instruction_is_overdue() -> None:
    quarters = (result("2026-Q1", "2.4", "2.5"), result("2026-Q2", "2.5", "2.5"))
    entry = judged(standing(*quarters))[REWARD]
    assert (entry.outcome, entry.rule.effect) == ("due", "reward")
    assert said(entry) == [
        "2026-Q2: nilai 2.5, naik dibanding 2026-Q1 (2.4)",
        "2026-Q2: nilai 2.5, mencapai target 2.5",
        "instruksi yang terlambat: 0; aturan ini berlaku mulai 1",
    ]
    late = [instruction("A", "2026-07-01")]
    refused = judged(standing(*quarters, instructions=late))[REWARD]
    assert (refused.outcome, said(refused)) == (
        "not_due",
        ["“Instruksi A” lewat tenggat 2026-07-01 tanpa tindak lanjut yang diterima"],
    )
    unread = judged(standing(*quarters, instructions=None))[REWARD]
    assert unread.outcome == "undetermined"
    stayed = judged(standing(result("2026-Q1", "2.5", "2.5"), quarters[1]))[REWARD]
    assert (stayed.outcome, said(stayed)) == (
        "not_due",
        ["2026-Q2: nilai 2.5, tetap dibanding 2026-Q1 (2.5)"],
    )


def test_a_rule_of_quarters_is_not_asked_of_a_month() -> None:
    found = judged(standing(result("2026-06", "1", "2"), period="2026-06"))
    assert set(found) == {OVERDUE, AKIP, AKIP_ROSE}


def test_what_belongs_to_a_quarter_or_a_year_is_not_asked_in_every_month() -> None:
    asked = {
        period: {entry.rule.code for entry in entries_of(packaged(), standing(period=period))}
        for period in ("2026-06", "2026-Q2", "2026")
    }
    assert asked == {
        "2026-06": set(),
        "2026-Q2": {MISSED, OVERDUE, REWARD},
        "2026": {AKIP, AKIP_ROSE},
    }


def test_values_of_two_editions_are_not_compared() -> None:
    quarters = (result("2026-Q1", "2.4", "2.5"), result("2026-Q2", "2.5", "2.5"))
    newer = replace(quarters[1], edition_code="edisi-2")
    entry = judged(standing(quarters[0], newer))[REWARD]
    assert entry.outcome == "undetermined"
    assert said(entry)[0].startswith("edisi 2026-Q2 (edisi-2) berbeda dari edisi 2026-Q1")


@pytest.mark.parametrize(
    ("since", "missed", "akip"),
    [
        (None, "undetermined", "undetermined"),
        (date(2026, 5, 1), "undetermined", "undetermined"),
        # In the quarter before: the rule about one period alone says what it says.
        (date(2026, 2, 1), "undetermined", "due"),
        # From the first day on, or before it: both quarters are of the agency as it is now.
        (date(2026, 1, 1), "due", "due"),
        (date(2026, 7, 1), "due", "due"),
    ],
)
def test_nothing_is_due_to_an_agency_that_became_another_one(
    since: date | None, missed: str, akip: str
) -> None:
    found = replace(
        standing(
            result("2026-Q1", "2.1", "2.5"),
            result("2026-Q2", "2.4", "2.5"),
            akip=Improvement(outcome="lower", now=70, before=71),
        ),
        upheavals=[
            Upheaval(
                text=Text("digabung", "was merged"),
                since=since,
                references=(Reference("agency", "9901.1", 3),),
            )
        ],
    )
    entries = judged(found)
    assert (entries[MISSED].outcome, entries[AKIP].outcome) == (missed, akip)
    if missed == "undetermined":
        assert said(entries[MISSED]) == ["digabung"]
        assert entries[MISSED].reasons[0].references == (Reference("agency", "9901.1", 3),)


def test_the_hash_is_of_all_that_an_entry_says() -> None:
    found = standing(result("2026-Q1", "2.1", "2.5"), result("2026-Q2", "2.4", "2.5"))
    entry = judged(found)[MISSED]
    assert entry.content_hash == hashlib.sha256(entry.written().encode()).hexdigest()
    # What is the same tomorrow is the same; another score, target, or version of the rules is not.
    late = standing(instructions=[instruction("A", "2026-07-01")])
    tomorrow = replace(late, day=late.day + timedelta(days=1))
    assert judged(late)[OVERDUE].content_hash == judged(tomorrow)[OVERDUE].content_hash
    other = standing(result("2026-Q1", "2.1", "2.5"), result("2026-Q2", "2.3", "2.5"))
    assert judged(other)[MISSED].content_hash != entry.content_hash
    newer = replace(entry, rule_set_version=entry.rule_set_version + 1)
    assert newer.content_hash != entry.content_hash


def test_a_reason_that_two_conditions_share_is_told_once() -> None:
    found = standing(
        result("2026-Q1", "2.1", "2.5"), result("2026-Q2", None, "2.5", why=BELOW_FLOOR)
    )
    entry = judged(found)[REWARD]
    assert entry.outcome == "undetermined"
    assert said(entry) == ["2026-Q2 belum dapat dinilai: cakupan di bawah ambang"]
