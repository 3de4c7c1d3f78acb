"""All defects of an edition, and those of its weights and scales."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from instrument.editions.domain.checks.bands import check_bands
from instrument.editions.domain.checks.evidence import check_evidence
from instrument.editions.domain.checks.nodes import check_nodes
from instrument.editions.domain.checks.tree import check_tree, children_of
from instrument.editions.domain.model import Edition, Node, Scale
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text

_WHOLE = Fraction(100)


def check_edition(edition: Edition) -> list[Refusal]:
    """Return all defects of an edition; an edition without defects may be published."""
    return [
        *_about(edition),
        *_doubled("scales", [scale.code for scale in edition.scales]),
        *_doubled("nodes", [node.code for node in edition.nodes]),
        *_scales(edition),
        *check_tree(edition),
        *_weights(edition),
        *check_nodes(edition),
        *check_evidence(edition),
        *check_bands(edition),
    ]


def _about(edition: Edition) -> Iterator[Refusal]:
    if edition.certainty == "unverified" and edition.caveat is None:
        yield Refusal(
            "/caveat",
            Text(
                "wajib diisi selama certainty unverified: apa yang belum pasti",
                "is required while the certainty is unverified: what is not certain",
            ),
        )
    start, end = edition.in_force_from, edition.in_force_until
    if start is not None and end is not None and end < start:
        yield Refusal(
            "/in_force_until",
            Text(f"harus pada atau setelah {start}", f"must be on or after {start}"),
        )


def _doubled(where: str, codes: list[str]) -> Iterator[Refusal]:
    counts = Counter(codes)
    for place, code in enumerate(codes):
        if counts[code] > 1:
            yield Refusal(
                f"/{where}/{place}/code",
                Text(
                    f"kode {code} dipakai {counts[code]} kali",
                    f"{code} is used {counts[code]} times",
                ),
            )


def _scales(edition: Edition) -> Iterator[Refusal]:
    for place, scale in enumerate(edition.scales):
        pointer = f"/scales/{place}"
        if scale.minimum >= scale.maximum:
            yield Refusal(
                f"{pointer}/maximum", Text("harus di atas minimum", "must be above the minimum")
            )
        if scale.empty is not None and not scale.holds(scale.empty):
            yield Refusal(f"{pointer}/empty", Text("tidak ada pada skala", "is not on the scale"))
        yield from _scale_levels(scale, f"{pointer}/levels")


def _scale_levels(scale: Scale, pointer: str) -> Iterator[Refusal]:
    values = [level.value for level in scale.levels]
    if scale.kind == "percent":
        if values:
            yield Refusal(
                pointer, Text("skala persen tidak bertingkat", "a percent scale has no levels")
            )
        return
    symbols = Counter(level.symbol for level in scale.levels)
    for place, level in enumerate(scale.levels):
        if level.symbol is not None and symbols[level.symbol] > 1:
            yield Refusal(
                f"{pointer}/{place}/symbol",
                Text(f"{level.symbol} dipakai dua kali", f"{level.symbol} is used twice"),
            )
    if values != sorted(set(values)):
        yield Refusal(
            pointer,
            Text("harus menaik dan tidak boleh ada yang ganda", "must rise without doubles"),
        )
    if not values or (min(values), max(values)) != (scale.minimum, scale.maximum):
        yield Refusal(
            pointer,
            Text(
                "harus mulai dari minimum dan berakhir pada maksimum",
                "must start at the minimum and end at the maximum",
            ),
        )


def _weights(edition: Edition) -> Iterator[Refusal]:
    children = children_of(edition.nodes)
    for place, node in enumerate(edition.nodes):
        pointer = f"/nodes/{place}/weight"
        if node.weight <= 0:
            yield Refusal(pointer, Text("harus di atas 0", "must be above 0"))
        if node.parent_code is None and node.weight != _WHOLE:
            yield Refusal(
                pointer,
                Text(
                    f"bobot simpul akar {text_of(node.weight)}, seharusnya 100",
                    f"the root weighs {text_of(node.weight)}, not 100",
                ),
            )
        below = children.get(node.code, [])
        if sum((child.weight for child in below), Fraction(0)) != node.weight and below:
            yield Refusal(pointer, _other_sum(node, below))


def _other_sum(node: Node, below: Sequence[Node]) -> Text:
    whole, total = (
        text_of(node.weight),
        text_of(sum((child.weight for child in below), Fraction(0))),
    )
    if len(below) == 1:
        only = below[0].code
        return Text(
            f"{only} satu-satunya di bawah {node.code}, jadi bobotnya harus sama:"
            f" {total} bukan {whole}",
            f"{only} alone stands below {node.code}, so it must weigh as much:"
            f" {total} is not {whole}",
        )
    parts = " + ".join(text_of(child.weight) for child in below)
    return Text(
        f"bobot di bawah {node.code} berjumlah {parts} = {total}, bukan {whole}",
        f"the weights below {node.code} add up to {parts} = {total}, not {whole}",
    )
