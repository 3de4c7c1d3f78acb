"""What the reasons of a reward or punishment say, in both languages."""

from typing import Final

from rules.exact import Number, readable
from rules.period import KIND_NAMES, PeriodKind
from rules.text import Text
from submission.consequences.domain.standing import Improvement, Instruction, PeriodResult

NO_INSTRUCTIONS_READ: Final = Text(
    "instruksi kepada instansi ini belum dapat dibaca",
    "the instructions to this agency cannot be read",
)


def against_target(period: str, value: Number, target: Number) -> Text:
    """Say how the value of a period stands to its target."""
    found, wanted = readable(value), readable(target)
    if value < target:
        return Text(
            f"{period}: nilai {found}, di bawah target {wanted}",
            f"{period}: the value {found} is below the target {wanted}",
        )
    return Text(
        f"{period}: nilai {found}, mencapai target {wanted}",
        f"{period}: the value {found} reaches the target {wanted}",
    )


def unjudged(result: PeriodResult) -> Text:
    """Say why a period cannot be judged."""
    if result.reason is not None:
        return Text(
            f"{result.period} belum dapat dinilai: {result.reason.id}",
            f"{result.period} cannot be judged: {result.reason.en}",
        )
    if result.value is None:
        return Text(
            f"{result.period} belum dapat dinilai: belum ada nilai",
            f"{result.period} cannot be judged: it has no value",
        )
    return Text(
        f"{result.period} belum dapat dinilai: belum ada target",
        f"{result.period} cannot be judged: it has no target",
    )


def moved(period: str, value: Number, before: str, value_before: Number) -> Text:
    """Say how the values of two periods stand to each other."""
    now, then = readable(value), readable(value_before)
    verb_id, verb_en = "tetap", "as in"
    if value != value_before:
        verb_id, verb_en = ("naik", "above") if value > value_before else ("turun", "below")
    return Text(
        f"{period}: nilai {now}, {verb_id} dibanding {before} ({then})",
        f"{period}: the value {now} is {verb_en} {before} ({then})",
    )


def other_kind(kind: PeriodKind, period: str) -> Text:
    """Say that a rule is about periods of another kind."""
    name = KIND_NAMES[kind]
    return Text(
        f"aturan ini menilai per {name.id}, sedangkan {period} bukan {name.id}",
        f"the rule judges by {name.en}, and {period} is no {name.en}",
    )


def overdue(each: Instruction, days: int) -> Text:
    """Say that an instruction is overdue by more days than the rule allows.

    It does not count the days: the same matter reads the same tomorrow.
    """
    day, title = each.due_on.isoformat(), each.title
    if not days:
        return Text(
            f"“{title}” lewat tenggat {day} tanpa tindak lanjut yang diterima",
            f"“{title}” was due on {day}, and no follow-up was accepted",
        )
    return Text(
        f"“{title}” lewat tenggat {day} lebih dari {days} hari tanpa tindak lanjut yang diterima",
        f"“{title}” was due on {day}, more than {days} days ago, and no follow-up was accepted",
    )


def inherited(each: Instruction) -> Text:
    """Say that an overdue instruction was addressed to another agency."""
    return Text(
        f"“{each.title}” lewat tenggat, tetapi diwarisi dari {each.inherited_from}",
        f"“{each.title}” is overdue, but was taken over from {each.inherited_from}",
    )


def other_edition(now: PeriodResult, before: PeriodResult) -> Text:
    """Say that two values were made on different editions."""
    return Text(
        f"edisi {now.period} ({now.edition_code}) berbeda dari edisi {before.period}"
        f" ({before.edition_code}), sehingga nilainya tidak dapat dibandingkan",
        f"the edition of {now.period} ({now.edition_code}) is not that of {before.period}"
        f" ({before.edition_code}): the values cannot be compared",
    )


def in_time(each: Instruction, days: int) -> Text:
    """Say that an instruction is not overdue by as much as the rule asks."""
    if each.is_verified:
        return Text(
            f"“{each.title}” sudah ditindaklanjuti dan diverifikasi",
            f"“{each.title}” was followed up and verified",
        )
    if days <= 0:
        return Text(
            f"“{each.title}” belum jatuh tempo (tenggat {each.due_on.isoformat()})",
            f"“{each.title}” is not due yet (it is due on {each.due_on.isoformat()})",
        )
    return Text(
        f"“{each.title}” terlambat {days} hari, masih dalam kelonggaran aturan",
        f"“{each.title}” is {days} days overdue, which the rule allows",
    )


def unverified(each: Instruction) -> Text:
    """Say that a follow-up waits to be verified."""
    return Text(
        f"tindak lanjut “{each.title}” belum diverifikasi",
        f"the follow-up of “{each.title}” is not verified yet",
    )


def few_overdue(found: int, wanted: int) -> Text:
    """Say that fewer instructions are overdue than the rule asks for."""
    return Text(
        f"instruksi yang terlambat: {found}; aturan ini berlaku mulai {wanted}",
        f"overdue instructions: {found}; the rule begins with {wanted}",
    )


def akip(found: Improvement) -> Text:
    """Say how the AKIP value stands to that of the year before."""
    now = "-" if found.now is None else readable(found.now)
    before = "-" if found.before is None else readable(found.before)
    verb = {
        "higher": Text("naik", "rose"),
        "lower": Text("turun", "fell"),
        "equal": Text("tetap", "stayed"),
        "unknown": Text("belum diketahui", "is unknown"),
    }[found.outcome]
    return Text(
        f"nilai AKIP {verb.id}: {now}, tahun sebelumnya {before}",
        f"the AKIP value {verb.en}: {now}, the year before {before}",
    )


def akip_unknown(reason: Text | None) -> Text:
    """Say that the AKIP values cannot be compared, and why."""
    why = reason or Text("belum ada perbandingannya", "nothing was compared")
    return Text(
        f"nilai AKIP belum dapat dibandingkan: {why.id}",
        f"the AKIP values cannot be compared: {why.en}",
    )
