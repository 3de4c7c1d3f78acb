"""What people and criteria still owe the next level, and what gives a first one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rules.edition import NOT_APPLICABLE, Answer, Edition, EvidenceHint, LadderValue, Node
from rules.exact import Number, readable, simplest
from rules.text import Text
from scoring.reasons.domain.wording import bare, joined, listed
from scoring.reasons.domain.written_sum import WrittenSum, is_reached


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The next level on a scale: its name, what it means, and what proves it and those below."""

    level: Number
    name: Text | None
    description: Text | None
    evidence: tuple[EvidenceHint, ...]


def next_level(edition: Edition, node: Node, level: Answer | None) -> NextLevel | None:
    """Return what comes after a level; None at the top, and where nothing applies."""
    scale = edition.scale_of(node)
    if level is NOT_APPLICABLE:
        return None
    if scale.levels:
        above = (step.value for step in scale.levels if level is None or step.value > level)
        following = min(above, default=None)
    elif level is None:
        following = scale.minimum
    else:
        following = min(level + 1, scale.maximum) if level < scale.maximum else None
    if following is None:
        return None
    step = scale.named(following)
    return NextLevel(
        following,
        None if step is None else step.name,
        next((text for value, text in node.descriptions if value == following), None),
        tuple(hint for hint in node.evidence if hint.level is None or hint.level <= following),
    )


def raises_by_people(following: NextLevel) -> Text:
    """Say what the next level asks of whoever decides it."""
    level, name, what = readable(following.level), following.name, following.description
    said = Text(
        f"Untuk tingkat {level}"
        + (f" ({name.id})" if name else "")
        + (f": {bare(what.id)}." if what else "."),
        f"For level {level}"
        + (f" ({name.en})" if name else "")
        + (f": {bare(what.en)}." if what else "."),
    )
    return joined([said, *_proofs(following.evidence)]) or said


def first_value(
    following: NextLevel | None, *, by_facts: bool, by_people: bool, missing: Text | None = None
) -> Text:
    """Say what gives a first value to what has none; `missing`: what the facts still owe."""
    words = [
        *([Text("fakta dari sumber", "a source's facts")] if by_facts else []),
        *([Text("laporan", "a report"), Text("jawaban", "an answer")] if by_people else []),
    ]
    said = Text(
        f"Belum ada nilai: {listed([word.id for word in words], 'atau')} memberi yang pertama.",
        f"No value yet: {listed([word.en for word in words], 'or')} would give it its first.",
    )
    proofs = _proofs(() if following is None else following.evidence)
    return joined([said, *([missing] if missing else []), *proofs]) or said


def no_source(node: Node) -> Text:
    """Say that no rule could ever give this a live level."""
    what = (
        Text("kriteria", "criterion") if node.kind == "criterion" else Text("indikator", node.kind)
    )
    return Text(
        f"Tidak ada sumber data untuk {what.id} ini. Karena itu tingkatnya pada jalur langsung"
        " kosong dan tidak dapat naik.",
        f"There is no source for this {what.en}. So it has no level on the live track and cannot"
        " rise there.",
    )


def rule_is_at_its_top(level: Number) -> Text:
    """Say that a rule gives no more, on a track that counts nothing but rules."""
    top = readable(level)
    return Text(
        f"Sumber data hanya dapat membuktikan sampai {top}. Pada jalur langsung tingkatnya tidak"
        " dapat naik lagi.",
        f"Sources can prove {top} at most. It cannot rise further on the live track.",
    )


def next_step_of_ladder(written: WrittenSum) -> LadderValue | None:
    """Return the next step of a ladder that the criteria do not reach yet."""
    share = _share(written)
    return next((step for step in written.ladder if not is_reached(step, share)), None)


def raises_by_criteria(
    written: WrittenSum, tops: Mapping[str, Number] | None = None
) -> Text | None:
    """Say which share of the criteria the next step of the ladder asks, and what is missing.

    `tops`: what the criteria can reach where nothing but sources counts; others cannot rise.
    """
    step = next_step_of_ladder(written)
    if step is None:
        return None
    fewest = fewest_criteria(written, step, tops)
    now, minimum = readable(simplest(_share(written))), readable(step.minimum)
    level = readable(step.value)
    least = (
        Text("paling sedikit", "at least")
        if step.minimum_inclusive
        else Text("lebih dari", "more than")
    )
    start = Text(
        f"Untuk tingkat {level}: bagian kriteria yang terpenuhi {least.id} {minimum}, kini {now};",
        f"For level {level}: a share of criteria of {least.en} {minimum}, now {now};",
    )
    if fewest is None:
        return Text(
            f"{start.id} yang dapat diturunkan dari sumber tidak cukup untuk itu.",
            f"{start.en} what sources can derive does not suffice for it.",
        )
    codes = [*_lacking(written, tops)]
    return Text(
        f"{start.id} sedikitnya {fewest} kriteria lagi dari {listed(codes, 'dan')}.",
        f"{start.en} no fewer than {fewest} more of {listed(codes, 'and')}.",
    )


def fewest_criteria(
    written: WrittenSum, step: LadderValue, tops: Mapping[str, Number] | None = None
) -> int | None:
    """Return how many criteria at least must rise for a step; None: all are too few."""
    reached = _share(written)
    for count, gain in enumerate(sorted(_lacking(written, tops).values(), reverse=True), start=1):
        reached += gain
        if is_reached(step, reached):
            return count
    return None


def _lacking(written: WrittenSum, tops: Mapping[str, Number] | None) -> dict[str, Fraction]:
    """Return the criteria that can rise, with the share that each can still add."""
    found: dict[str, Fraction] = {}
    for term in written.terms:
        top = 1 if tops is None else tops.get(term.code, 0)
        if term.share is not None and top > (term.value or 0):
            found[term.code] = Fraction(term.share) * (top - (term.value or 0))
    return found


def _share(written: WrittenSum) -> Fraction:
    return sum(
        (Fraction(term.share or 0) * (term.value or 0) for term in written.terms), Fraction(0)
    )


def _proofs(evidence: tuple[EvidenceHint, ...]) -> list[Text]:
    if not evidence:
        return []
    return [
        Text(
            f"Data dukung: {listed([hint.name.id for hint in evidence], 'dan')}.",
            f"Evidence: {listed([hint.name.en for hint in evidence], 'and')}.",
        )
    ]
