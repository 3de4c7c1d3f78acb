"""The defects of an indicator's ladder over its criteria."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from instrument.editions.domain.model import Edition, Node, Scale, ScaleLevel
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text


def highest_steps(edition: Edition) -> Mapping[str, Fraction]:
    """Return, for each code of a scale, the highest value of the ladders of an edition."""
    scales = {scale.code: scale for scale in edition.scales}
    highest: dict[str, Fraction] = {}
    for node in edition.nodes:
        scale = scales.get(node.scale_code or "")
        if scale is None:
            continue
        reached = [step.value for step in node.ladder if scale.holds(step.value)]
        known = highest.get(scale.code, scale.minimum)
        highest[scale.code] = max([known, *reached])
    return highest


def check_ladder(
    node: Node, scale: Scale, pointer: str, highest: Mapping[str, Fraction]
) -> Iterator[Refusal]:
    """Yield the defects of the steps of an indicator; `pointer` is that of its ladder."""
    if not node.ladder:
        return
    values = [step.value for step in node.ladder]
    if values != sorted(set(values)) or not all(scale.holds(value) for value in values):
        yield Refusal(
            pointer,
            Text(
                "harus ada pada skala, menaik, dan tidak boleh ada yang ganda",
                "must rise on the scale without doubles",
            ),
        )
    # At the same share, an exclusive minimum is above an inclusive one.
    starts = [(step.minimum, not step.minimum_inclusive) for step in node.ladder]
    rises = starts == sorted(set(starts)) and starts[-1] <= (Fraction(1), False)
    if starts[0] != (Fraction(0), False) or not rises:
        yield Refusal(
            pointer,
            Text(
                "bagian harus mulai dari 0 dan menaik sampai paling besar 1",
                "the shares must start from 0 and rise to 1 at most",
            ),
        )
    if len(values) == 1:
        yield Refusal(
            pointer,
            Text(
                "hanya satu anak tangga: nilainya sama, berapa pun kriteria yang terpenuhi;"
                " tambahkan anak tangga",
                "has one step only: the value is the same however many criteria are met; add steps",
            ),
        )
    for level in _missing(node, scale, highest):
        yield Refusal(pointer, _no_step(level))


def _missing(node: Node, scale: Scale, highest: Mapping[str, Fraction]) -> Iterator[ScaleLevel]:
    """Yield the named values without a step.

    Every value needs a step, from the lowest up to `reviewed_from`, above which only people judge;
    without `reviewed_from`, up to the highest step that any ladder of the edition has on the scale.
    """
    values = {step.value for step in node.ladder}
    own = max((value for value in values if scale.holds(value)), default=scale.minimum)
    limit = node.reviewed_from
    for level in scale.levels:
        asked = level.value <= highest[scale.code] if limit is None else level.value < limit
        if level.value not in values and (level.value <= own or asked):
            yield level


def _no_step(level: ScaleLevel) -> Text:
    value = text_of(level.value)
    return Text(
        f"tangga tidak memuat anak tangga untuk {level.symbol or level.name.id} ({value}):"
        " tambahkan dengan bagian kriteria minimumnya",
        f"the ladder has no step for {level.symbol or level.name.en} ({value}):"
        " add it with the least share of criteria",
    )
