"""The defects of single nodes: aggregation, scale, levels, and what n/a means."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from instrument.editions.domain.checks.ladders import check_ladder, highest_steps
from instrument.editions.domain.checks.tree import children_of
from instrument.editions.domain.model import Edition, Node, Scale
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text

# The values of a criterion: not met and met.
_SHARE = (Fraction(0), Fraction(1))


def check_nodes(edition: Edition) -> Iterator[Refusal]:
    """Yield the defects of single nodes."""
    scales = {scale.code: scale for scale in edition.scales}
    children, highest = children_of(edition.nodes), highest_steps(edition)
    for place, node in enumerate(edition.nodes):
        pointer, below = f"/nodes/{place}", children.get(node.code, [])
        yield from _aggregation(node, pointer, below)
        if node.is_answered:
            yield from _answered(node, scales, pointer)
            scale = scales.get(node.scale_code or "")
            if scale is not None:
                yield from check_ladder(node, scale, f"{pointer}/ladder", highest)
        else:
            yield from _inner(node, pointer, below)


def _aggregation(node: Node, pointer: str, below: Sequence[Node]) -> Iterator[Refusal]:
    where = f"{pointer}/aggregation"
    if node.aggregation is None:
        if below or not node.is_answered:
            yield Refusal(where, Text("wajib diisi", "is required above other nodes"))
    elif not below and node.is_answered:
        yield Refusal(
            where, Text("bukan untuk simpul tanpa anak", "is not for a node without children")
        )
    elif (node.aggregation == "ladder") != (node.kind == "indicator"):
        yield Refusal(
            where,
            Text(
                "ladder wajib untuk indikator berkriteria, dan hanya untuk itu",
                "ladder is for indicators with criteria, and they have no other",
            ),
        )
    if bool(node.ladder) != (node.aggregation == "ladder"):
        yield Refusal(
            f"{pointer}/ladder",
            Text(
                "wajib diisi untuk aggregation ladder, dan hanya untuk itu",
                "is required for the aggregation ladder, and only there",
            ),
        )


def _inner(node: Node, pointer: str, below: Sequence[Node]) -> Iterator[Refusal]:
    if node.scale_code is not None or node.levels:
        yield Refusal(
            pointer,
            Text(
                "hanya indikator atau kriteria yang dijawab yang memiliki skala",
                "only what is answered has a scale",
            ),
        )
    if not below:
        yield Refusal(pointer, Text("tidak memuat indikator", "holds no indicator"))
    for name, given in (
        ("not_applicable", node.not_applicable),
        ("anchor", node.anchor),
        ("reviewed_from", node.reviewed_from),
    ):
        if given is not None:
            yield Refusal(
                f"{pointer}/{name}",
                Text(
                    "hanya untuk indikator atau kriteria yang dijawab",
                    "is only for what is answered",
                ),
            )


def _answered(node: Node, scales: Mapping[str, Scale], pointer: str) -> Iterator[Refusal]:
    scale = scales.get(node.scale_code or "")
    if node.scale_code is None:
        yield Refusal(
            f"{pointer}/scale_code",
            Text("wajib diisi: code salah satu butir scales", "is required: the code of a scale"),
        )
        return
    if scale is None:
        yield Refusal(
            f"{pointer}/scale_code",
            Text(
                f"skala {node.scale_code} tidak ada: isi code salah satu butir scales",
                f"there is no scale {node.scale_code}: give the code of one of scales",
            ),
        )
        return
    yield from _levels(node, scale, pointer)
    yield from _anchor(node, scale, pointer)
    yield from _criterion(node, scale, pointer)
    yield from _reviewed(node, scale, pointer)
    for place, hint in enumerate(node.evidence):
        if hint.level is not None and not scale.holds(hint.level):
            yield Refusal(
                f"{pointer}/evidence/{place}/level",
                Text("tidak ada pada skala", "is not on the scale"),
            )


def _levels(node: Node, scale: Scale, pointer: str) -> Iterator[Refusal]:
    values = [level.value for level in node.levels]
    if not values:
        return
    complete = [level.value for level in scale.levels]
    if scale.kind == "levels" and values != complete:
        expected = ", ".join(text_of(value) for value in complete)
        yield Refusal(
            f"{pointer}/levels",
            Text(f"harus menjelaskan tingkat {expected}", f"must describe the levels {expected}"),
        )
    if values != sorted(set(values)) or not all(scale.holds(value) for value in values):
        yield Refusal(
            f"{pointer}/levels",
            Text(
                "harus ada pada skala, menaik, dan tidak boleh ada yang ganda",
                "must rise on the scale without doubles",
            ),
        )


def _anchor(node: Node, scale: Scale, pointer: str) -> Iterator[Refusal]:
    if (node.anchor is None) != (node.not_applicable != "anchor"):
        yield Refusal(
            f"{pointer}/anchor",
            Text(
                "wajib diisi untuk not_applicable anchor, dan hanya untuk itu",
                "is required for not_applicable anchor, and only there",
            ),
        )
    elif node.anchor is not None and not scale.holds(node.anchor):
        yield Refusal(f"{pointer}/anchor", Text("tidak ada pada skala", "is not on the scale"))


def _criterion(node: Node, scale: Scale, pointer: str) -> Iterator[Refusal]:
    if node.kind == "criterion" and (scale.minimum, scale.maximum) != _SHARE:
        yield Refusal(
            f"{pointer}/scale_code",
            Text(
                "skala kriteria harus dari 0 (tidak terpenuhi) sampai 1 (terpenuhi)",
                "the scale of a criterion goes from 0 (not met) to 1 (met)",
            ),
        )


def _reviewed(node: Node, scale: Scale, pointer: str) -> Iterator[Refusal]:
    level = node.reviewed_from
    if level is not None and (not scale.holds(level) or level == scale.minimum):
        yield Refusal(
            f"{pointer}/reviewed_from",
            Text(
                "harus ada pada skala, di atas nilai terendah",
                "must be on the scale, above its lowest value",
            ),
        )
