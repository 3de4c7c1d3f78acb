"""What a part of a node gives the node when it takes its next real step, evaluated anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from rules.edition import NOT_APPLICABLE, Answer, Band, Edition, Node, node_values
from rules.exact import Number, readable, simplest
from rules.text import Text
from scoring.reasons.domain.raises_by_people import next_level, next_step_of_ladder
from scoring.reasons.domain.wording import joined, listed
from scoring.reasons.domain.written_sum import WrittenSum, written_sum

Unit = Literal["level", "point"]

_TO: Final = "\u2192"


class NextBand(NamedTuple):
    """The next predicate of the index. `gap` is the exact difference to it."""

    band: Band
    gap: Number


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step of a part, and what it adds to the part's value and to the node's.

    It is that of the part itself, or the one of an indicator below that adds most to the node. On
    a scale without named levels it is one point. `words` are the two levels as people call them.
    """

    part: str
    indicator: str
    unit: Unit
    level_from: Number
    level_to: Number
    words: tuple[str, str]
    part_gain: Number
    gain: Number

    @property
    def is_below(self) -> bool:
        """Say whether the step is that of an indicator below the part."""
        return self.part != self.indicator


def next_steps(
    edition: Edition,
    node: Node,
    answers: Mapping[str, Answer],
    following: Mapping[str, Number | None] | None = None,
) -> dict[str, NextStep]:
    """Return the step of every part that can take one, by the part's code.

    `following`: what comes next for indicators for which the scale does not say it.
    """
    before = node_values(edition, answers)
    found: dict[str, NextStep] = {}
    for part in edition.children[node.code]:
        for leaf in _indicators(edition, part):
            target = next_value(edition, leaf, answers, before[leaf.code])
            if following is not None and leaf.code in following:
                target = following[leaf.code]
            now = before[leaf.code]
            if now is None or target is None:
                continue
            after = node_values(edition, {**answers, leaf.code: target})
            step = NextStep(
                part.code,
                leaf.code,
                "level" if edition.scale_of(leaf).levels else "point",
                now,
                target,
                (_called(edition, leaf, now), _called(edition, leaf, target)),
                _more(after[part.code], before[part.code]),
                _more(after[node.code], before[node.code]),
            )
            if part.code not in found or step.gain > found[part.code].gain:
                found[part.code] = step
    return found


def next_value(
    edition: Edition, leaf: Node, answers: Mapping[str, Answer], now: Number | None
) -> Number | None:
    """Return the next value of an indicator: by its criteria where these decide it."""
    if now is None or answers.get(leaf.code) is NOT_APPLICABLE:
        return None
    if leaf.code not in answers and leaf.ladder:
        step = next_step_of_ladder(written_sum(edition, leaf, answers))
        if step is not None:
            return step.value
    following = next_level(edition, leaf, now)
    return None if following is None else following.level


def next_band(bands: Sequence[Band], value: Number) -> NextBand | None:
    """Return the next better predicate of an index."""
    above = [
        NextBand(band, band.minimum - value)
        for band in bands
        if band.minimum is not None and band.minimum >= value and not band.holds(value)
    ]
    return min(above, key=lambda each: each.gap, default=None)


def raises_by_children(
    written: WrittenSum, steps: Mapping[str, NextStep], band: tuple[Text, Number] | None
) -> Text | None:
    """Say what the next real step of each part gives, and how far the next band is."""
    said = []
    if written.aggregation == "minimum":
        lowest = [each.code for each in written.terms if each.value == written.value]
        if written.value is not None:
            codes = listed(lowest, "dan"), listed(lowest, "and")
            said.append(Text(f"Yang terendah menentukan: {codes[0]}.", f"Decisive: {codes[1]}."))
    gains = [step for step in steps.values() if step.gain]
    said += _own_steps([step for step in gains if not step.is_below])
    said += _steps_below([step for step in gains if step.is_below])
    if gains and written.aggregation != "minimum":
        said.append(
            Text(
                "Untuk naik 1, tambahannya harus berjumlah 1.",
                "To rise by 1, what is added must sum to 1.",
            )
        )
    if band is not None:
        name, gap = band[0], readable(simplest(band[1]))
        said.append(Text(f"Sampai {name.id}: {gap}.", f"Up to {name.en}: {gap}."))
    return joined(said)


def _own_steps(steps: Sequence[NextStep]) -> list[Text]:
    levels = [
        f"{each.part} ({_arrow(each)}) +{readable(each.gain)}"
        for each in steps
        if each.unit == "level"
    ]
    points = [
        f"{each.part}{'' if _is_whole(each) else f' ({_arrow(each)})'} +{readable(each.gain)}"
        for each in steps
        if each.unit == "point"
    ]
    said = []
    if levels:
        each_gives = ", ".join(levels)
        said.append(
            Text(
                f"Naik satu tingkat menambah: {each_gives}.", f"One level more adds: {each_gives}."
            )
        )
    if points:
        each_gives = ", ".join(points)
        said.append(
            Text(f"Naik satu poin menambah: {each_gives}.", f"One point more adds: {each_gives}.")
        )
    return said


def _steps_below(steps: Sequence[NextStep]) -> list[Text]:
    if not steps:
        return []
    shown = [
        (each, _below(each), f"{each.part} +{readable(each.part_gain)}", readable(each.gain))
        for each in steps
    ]
    return [
        Text(
            "Langkah terbaik satu indikator menambah: "
            + "; ".join(
                f"{part}, sehingga di sini +{gain} ({each.indicator} {how.id})"
                for each, how, part, gain in shown
            )
            + ".",
            "The best step of one indicator adds: "
            + "; ".join(
                f"{part}, and so +{gain} here ({each.indicator} {how.en})"
                for each, how, part, gain in shown
            )
            + ".",
        )
    ]


def _below(step: NextStep) -> Text:
    if step.unit == "point" and _is_whole(step):
        return Text("naik satu poin", "one point more")
    return Text(_arrow(step), _arrow(step))


def _is_whole(step: NextStep) -> bool:
    return step.level_to - step.level_from == 1


def _arrow(step: NextStep) -> str:
    return f"{step.words[0]} {_TO} {step.words[1]}"


def _called(edition: Edition, leaf: Node, level: Number) -> str:
    named = edition.scale_of(leaf).named(level)
    return readable(level) if named is None or named.symbol is None else named.symbol


def _indicators(edition: Edition, part: Node) -> list[Node]:
    """Return the indicators in a part: itself, or all below it."""
    if part.is_answered:
        return [part]
    return [leaf for child in edition.children[part.code] for leaf in _indicators(edition, child)]


def _more(after: Number | None, before: Number | None) -> Number:
    return simplest(Fraction(after or 0) - (before or 0))
