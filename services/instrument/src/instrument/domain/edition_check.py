"""What makes an edition wrong: its tree, its weights and its scales."""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from instrument.domain.band_check import check_bands
from instrument.domain.defect import Defect
from instrument.domain.edition import Edition, Node, Scale
from instrument.domain.text import Text
from rules.exact import text_of

_WHOLE = Fraction(100)
_RANK = {"instrument": 0, "domain": 1, "aspect": 2, "indicator": 3}


def check_edition(edition: Edition) -> list[Defect]:
    """Return everything that is wrong with an edition; an empty list: it may be published."""
    return [
        *_doubled("scales", [scale.code for scale in edition.scales]),
        *_doubled("nodes", [node.code for node in edition.nodes]),
        *_scales(edition),
        *_tree(edition),
        *_weights(edition),
        *_indicators(edition),
        *check_bands(edition),
    ]


def _doubled(where: str, codes: list[str]) -> Iterator[Defect]:
    counts = Counter(codes)
    for place, code in enumerate(codes):
        if counts[code] > 1:
            yield Defect(
                f"/{where}/{place}/code",
                Text(
                    f"kode {code} dipakai {counts[code]} kali",
                    f"{code} is used {counts[code]} times",
                ),
            )


def _scales(edition: Edition) -> Iterator[Defect]:
    for place, scale in enumerate(edition.scales):
        pointer = f"/scales/{place}"
        if scale.minimum >= scale.maximum:
            yield Defect(
                f"{pointer}/maximum", Text("harus di atas minimum", "must be above the minimum")
            )
        if scale.empty is not None and not scale.holds(scale.empty):
            yield Defect(f"{pointer}/empty", Text("tidak ada pada skala", "is not on the scale"))
        yield from _scale_levels(scale, f"{pointer}/levels")


def _scale_levels(scale: Scale, pointer: str) -> Iterator[Defect]:
    values = [level.value for level in scale.levels]
    if scale.kind == "percent":
        if values:
            yield Defect(
                pointer, Text("skala persen tidak bertingkat", "a percent scale has no levels")
            )
        return
    if values != sorted(set(values)):
        yield Defect(pointer, Text("harus menaik tanpa ganda", "must rise without doubles"))
    if not values or (min(values), max(values)) != (scale.minimum, scale.maximum):
        yield Defect(
            pointer,
            Text(
                "harus mulai di minimum dan berakhir di maksimum",
                "must start at the minimum and end at the maximum",
            ),
        )


def _tree(edition: Edition) -> Iterator[Defect]:
    by_code = {node.code: node for node in edition.nodes}
    roots = [node for node in edition.nodes if node.parent_code is None]
    if len(roots) != 1:
        names = ", ".join(node.code for node in roots) or "-"
        yield Defect(
            "/nodes", Text(f"perlu tepat satu akar, ada: {names}", f"needs one root, has: {names}")
        )
    for place, node in enumerate(edition.nodes):
        pointer = f"/nodes/{place}/parent_code"
        parent = by_code.get(node.parent_code) if node.parent_code is not None else None
        if node.parent_code is not None and parent is None:
            yield Defect(
                pointer, Text(f"{node.parent_code} tidak ada", f"{node.parent_code} does not exist")
            )
        if parent is not None and _RANK[parent.kind] >= _RANK[node.kind]:
            yield Defect(
                pointer,
                Text(
                    f"{node.kind} tidak dapat berada di bawah {parent.kind} {parent.code}",
                    f"{node.kind} cannot stand below {parent.kind} {parent.code}",
                ),
            )


def _weights(edition: Edition) -> Iterator[Defect]:
    children = _children(edition.nodes)
    for place, node in enumerate(edition.nodes):
        pointer = f"/nodes/{place}/weight"
        if node.weight <= 0:
            yield Defect(pointer, Text("harus di atas 0", "must be above 0"))
        if node.parent_code is None and node.weight != _WHOLE:
            yield Defect(
                pointer,
                Text(
                    f"akar berbobot {text_of(node.weight)}, seharusnya 100",
                    f"the root weighs {text_of(node.weight)}, not 100",
                ),
            )
        below = children.get(node.code, [])
        total = sum((child.weight for child in below), Fraction(0))
        if below and total != node.weight:
            parts = " + ".join(text_of(child.weight) for child in below)
            yield Defect(
                pointer,
                Text(
                    f"bobot di bawah {node.code} berjumlah {parts} = {text_of(total)},"
                    f" bukan {text_of(node.weight)}",
                    f"the weights below {node.code} add up to {parts} = {text_of(total)},"
                    f" not {text_of(node.weight)}",
                ),
            )


def _indicators(edition: Edition) -> Iterator[Defect]:
    scales = {scale.code: scale for scale in edition.scales}
    children = _children(edition.nodes)
    for place, node in enumerate(edition.nodes):
        pointer = f"/nodes/{place}"
        if node.kind == "indicator":
            yield from _indicator(node, scales, pointer)
        else:
            yield from _inner(node, pointer, has_children=node.code in children)


def _inner(node: Node, pointer: str, *, has_children: bool) -> Iterator[Defect]:
    if node.aggregation is None:
        yield Defect(f"{pointer}/aggregation", Text("wajib diisi", "is required above indicators"))
    if node.scale_code is not None or node.levels:
        yield Defect(pointer, Text("hanya indikator berskala", "only indicators have a scale"))
    if not has_children:
        yield Defect(pointer, Text("tidak memuat indikator", "holds no indicator"))


def _indicator(node: Node, scales: dict[str, Scale], pointer: str) -> Iterator[Defect]:
    if node.aggregation is not None:
        yield Defect(
            f"{pointer}/aggregation", Text("bukan untuk indikator", "is not for indicators")
        )
    scale = scales.get(node.scale_code or "")
    if scale is None:
        yield Defect(
            f"{pointer}/scale_code",
            Text(f"skala {node.scale_code} tidak ada", f"there is no scale {node.scale_code}"),
        )
        return
    values = [level.value for level in node.levels]
    if not values:
        return
    complete = [level.value for level in scale.levels]
    if scale.kind == "levels" and values != complete:
        expected = ", ".join(text_of(value) for value in complete)
        yield Defect(
            f"{pointer}/levels",
            Text(f"harus menjelaskan tingkat {expected}", f"must describe the levels {expected}"),
        )
    if values != sorted(set(values)) or not all(scale.holds(value) for value in values):
        yield Defect(
            f"{pointer}/levels",
            Text("harus menaik pada skala tanpa ganda", "must rise on the scale without doubles"),
        )


def _children(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    children: dict[str, list[Node]] = {}
    for node in nodes:
        if node.parent_code is not None:
            children.setdefault(node.parent_code, []).append(node)
    return children
