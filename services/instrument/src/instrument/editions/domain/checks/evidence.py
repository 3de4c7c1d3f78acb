"""The defects of evidence hints: a code must mean one document in all nodes."""

from collections.abc import Iterator, Mapping

from instrument.editions.domain.model import Edition, EvidenceHint, Node
from rules.refusal import Refusal
from rules.text import Text


def check_evidence(edition: Edition) -> Iterator[Refusal]:
    """Yield the defects of the evidence hints of all nodes."""
    first: dict[str, tuple[str, EvidenceHint]] = {}
    for place, node in enumerate(edition.nodes):
        pointer = f"/nodes/{place}/evidence"
        if node.evidence and not node.is_answered:
            yield Refusal(
                pointer,
                Text(
                    "data dukung hanya untuk indikator atau kriteria yang dijawab",
                    "only what is answered has evidence",
                ),
            )
        yield from _named(pointer, node, first)
        yield from _twice(pointer, node)


def _named(
    pointer: str, node: Node, first: dict[str, tuple[str, EvidenceHint]]
) -> Iterator[Refusal]:
    for place, hint in enumerate(node.evidence):
        code, known = first.setdefault(hint.code, (node.code, hint))
        if known.name != hint.name:
            yield Refusal(
                f"{pointer}/{place}/name",
                Text(
                    f'{hint.code} bernama "{known.name.id}" pada {code}:'
                    " satu kode hanya untuk satu dokumen",
                    f'{hint.code} is named "{known.name.en}" at {code}: one code is one document',
                ),
            )


def _twice(pointer: str, node: Node) -> Iterator[Refusal]:
    seen: Mapping[str, int] = {hint.code: place for place, hint in enumerate(node.evidence)}
    for place, hint in enumerate(node.evidence):
        if seen[hint.code] != place:
            yield Refusal(
                f"{pointer}/{place}/code",
                Text(f"{hint.code} dipakai dua kali", f"{hint.code} is used twice"),
            )
