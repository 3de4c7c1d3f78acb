"""The defects of an edition's tree: roots, parents, related indicators."""

from collections.abc import Iterable, Iterator, Mapping

from instrument.editions.domain.checks.circles import check_circles
from instrument.editions.domain.model import Edition, Node
from rules.refusal import Refusal
from rules.text import Text

_MOST_NAMED = 12
_RANK = {"instrument": 0, "domain": 1, "aspect": 2, "indicator": 3, "criterion": 4}


def check_tree(edition: Edition) -> Iterator[Refusal]:
    """Yield the defects of roots, parents and related indicators."""
    by_code = {node.code: node for node in edition.nodes}
    roots = [node for node in edition.nodes if node.parent_code is None]
    if len(roots) != 1:
        more = ["…"] if len(roots) > _MOST_NAMED else []
        names = ", ".join([*(node.code for node in roots[:_MOST_NAMED]), *more]) or "-"
        yield Refusal(
            "/nodes",
            Text(
                f"harus ada tepat satu simpul akar; yang ada: {names}",
                f"needs one root, has: {names}",
            ),
        )
    for place, node in enumerate(edition.nodes):
        yield from _parent(node, by_code, f"/nodes/{place}/parent_code")
        yield from _related(node, by_code, f"/nodes/{place}/related")
    yield from check_circles(edition)


def children_of(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Return the children of each node that has any."""
    children: dict[str, list[Node]] = {}
    for node in nodes:
        if node.parent_code is not None:
            children.setdefault(node.parent_code, []).append(node)
    return children


def _parent(node: Node, by_code: Mapping[str, Node], pointer: str) -> Iterator[Refusal]:
    if node.parent_code is None:
        return
    parent = by_code.get(node.parent_code)
    if parent is None:
        yield Refusal(
            pointer,
            Text(
                f"{node.parent_code} tidak ada: isi code salah satu butir nodes",
                f"{node.parent_code} does not exist: give the code of one of nodes",
            ),
        )
    elif _RANK[parent.kind] >= _RANK[node.kind]:
        yield Refusal(
            pointer,
            Text(
                f"{node.kind} tidak dapat berada di bawah {parent.kind} {parent.code}",
                f"{node.kind} cannot stand below {parent.kind} {parent.code}",
            ),
        )
    elif node.kind == "criterion" and parent.kind != "indicator":
        yield Refusal(
            pointer,
            Text(
                f"kriteria berada di bawah indikator, bukan {parent.kind} {parent.code}",
                f"a criterion stands below an indicator, not {parent.kind} {parent.code}",
            ),
        )


def _related(node: Node, by_code: Mapping[str, Node], pointer: str) -> Iterator[Refusal]:
    for place, code in enumerate(node.related):
        if code in node.related[:place]:
            yield Refusal(
                f"{pointer}/{place}",
                Text(f"{code} disebut dua kali", f"{code} is named twice"),
            )
        other = by_code.get(code)
        if other is None or other.kind != "indicator":
            yield Refusal(
                f"{pointer}/{place}",
                Text(
                    f"{code} bukan indikator edisi ini: isi code dari nodes dengan kind indicator",
                    f"{code} is no indicator here: give the code of one of nodes of kind indicator",
                ),
            )
