"""One sentence on why a node has its value."""

from datetime import datetime

from rules.edition import Node
from rules.exact import Number, announce, readable, text_of
from rules.text import Text
from scoring.reasons.domain.written_sum import WrittenSum
from scoring.state.domain.moment import moment_words


def level_words(level: Number, decimals: int) -> str:
    """Return a level for a sentence: as it is announced, where nobody reads its exact text."""
    text = text_of(level)
    if "/" not in text and readable(level, decimals) == text:
        return text
    return announce(level.numerator, level.denominator, decimals)


def person_summary(level: str, who: str, stage: str, at: datetime) -> Text:
    """Say who decided a level."""
    when = moment_words(at)
    return Text(
        f"Tingkat {level} ditetapkan oleh {who} pada tahap {stage}, {when.id}.",
        f"Level {level} was decided by {who} at the stage {stage}, {when.en}.",
    )


def not_applicable_summary(said: Text, node: Node) -> Text:
    """Say what becomes of the weight of what is not applicable."""
    if node.anchor is not None:
        level = text_of(node.anchor)
        return Text(f"{said.id} Ia dihitung {level}.", f"{said.en} It counts {level}.")
    return Text(
        f"{said.id} Bobotnya dibagikan kepada yang lain.",
        f"{said.en} Its weight goes to the others.",
    )


def derived_summary(level: str, rule_code: str, version: int | None) -> Text:
    """Say which rule gave a level."""
    return Text(
        f"Tingkat {level} diturunkan dari fakta oleh aturan {rule_code} (versi {version}).",
        f"Level {level} follows from facts by rule {rule_code} (version {version}).",
    )


def criteria_summary(level: str | None, written: WrittenSum) -> Text:
    """Say which share of the criteria gave a level."""
    shown = level or "-"
    return Text(
        f"Tingkat {shown} mengikuti bagian kriteria yang terpenuhi: {written.text.id}",
        f"Level {shown} follows from the share of its criteria that are met: {written.text.en}",
    )


def empty_summary(level: str | None) -> Text:
    """Say what no answer counts."""
    if level is None:
        return Text(
            "Belum ada tingkat, sehingga tidak dihitung.", "There is no level, so nothing counts."
        )
    return Text(
        f"Belum ada jawaban; jawaban kosong dihitung {level}.",
        f"There is no answer; an empty one counts {level}.",
    )


def children_summary(written: WrittenSum, note: Text | None) -> Text:
    """Say how a node's value follows from those below it; `note`: why it is not judged."""
    how = {
        "mean": Text("Rata-rata", "The mean"),
        "minimum": Text("Yang terendah", "The lowest"),
        "sum": Text("Poin: bobot kali rata-rata berbobot", "Points: weight by weighted mean"),
    }.get(written.aggregation, Text("Rata-rata berbobot", "The mean by weight"))
    said = Text(f"{how.id}: {written.text.id}", f"{how.en}: {written.text.en}")
    return said if note is None else Text(f"{said.id} {note.id}", f"{said.en} {note.en}")
