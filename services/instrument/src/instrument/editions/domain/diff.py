"""The differences between two editions. Nodes correspond if code and kind are equal."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import NamedTuple

from instrument.editions.domain.model import Edition, Node, NodeKind, Scale
from rules.text import Text

# Fields with a list of their own in a diff; `Reworded` names all other fields.
_TOLD = frozenset({"code", "kind", "weight", "name", "scale_code", "parent_code"})
_PARTS = frozenset({"edition_code", "nodes", "scales"})


class Reweighted(NamedTuple):
    """A node with another weight, in percent points of the whole."""

    code: str
    kind: NodeKind
    before: Fraction
    after: Fraction


class Renamed(NamedTuple):
    """A node with another name in one of the languages."""

    code: str
    kind: NodeKind
    before: Text
    after: Text


class Rescaled(NamedTuple):
    """A node with another scale: another code, or other values under the same code."""

    code: str
    kind: NodeKind
    before: str | None
    after: str | None


class Moved(NamedTuple):
    """A node under another parent."""

    code: str
    kind: NodeKind
    before: str | None
    after: str | None


class Reworded(NamedTuple):
    """A node with other differences: `fields` names them."""

    code: str
    kind: NodeKind
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """The changes that turn the first edition into the second, in reading order.

    `fields`: fields of the edition itself that differ. `scales`: codes of scales that differ.
    """

    fields: tuple[str, ...]
    scales: tuple[str, ...]
    added: tuple[Node, ...]
    dropped: tuple[Node, ...]
    reweighted: tuple[Reweighted, ...]
    renamed: tuple[Renamed, ...]
    rescaled: tuple[Rescaled, ...]
    moved: tuple[Moved, ...]
    reworded: tuple[Reworded, ...]


def diff_editions(before: Edition, after: Edition) -> EditionDiff:
    """Return what differs between two editions."""
    old = {(node.code, node.kind): node for node in before.nodes}
    new = {(node.code, node.kind): node for node in after.nodes}
    pairs = [(node, new[key]) for key, node in old.items() if key in new]
    old_scales, new_scales = _by_code(before), _by_code(after)
    return EditionDiff(
        fields=tuple(_differing(before, after, _PARTS)),
        scales=tuple(_scales(old_scales, new_scales)),
        added=tuple(node for key, node in new.items() if key not in old),
        dropped=tuple(node for key, node in old.items() if key not in new),
        reweighted=tuple(
            Reweighted(was.code, was.kind, was.weight, now.weight)
            for was, now in pairs
            if was.weight != now.weight
        ),
        renamed=tuple(
            Renamed(was.code, was.kind, was.name, now.name)
            for was, now in pairs
            if was.name != now.name
        ),
        rescaled=tuple(
            Rescaled(was.code, was.kind, was.scale_code, now.scale_code)
            for was, now in pairs
            if old_scales.get(was.scale_code or "") != new_scales.get(now.scale_code or "")
        ),
        moved=tuple(
            Moved(was.code, was.kind, was.parent_code, now.parent_code)
            for was, now in pairs
            if was.parent_code != now.parent_code
        ),
        reworded=tuple(
            Reworded(was.code, was.kind, names)
            for was, now in pairs
            if (names := tuple(_differing(was, now, _TOLD)))
        ),
    )


def _by_code(edition: Edition) -> dict[str, Scale]:
    return {scale.code: scale for scale in edition.scales}


def _scales(old: dict[str, Scale], new: dict[str, Scale]) -> Iterator[str]:
    for code in old | new:
        if old.get(code) != new.get(code):
            yield code


def _differing(before: Edition | Node, after: Edition | Node, but: frozenset[str]) -> Iterator[str]:
    for field in fields(before):
        if field.name not in but and getattr(before, field.name) != getattr(after, field.name):
            yield field.name
