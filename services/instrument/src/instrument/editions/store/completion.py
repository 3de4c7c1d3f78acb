"""How the unreadable parts of an edition are filled."""

import re
from collections.abc import Sequence
from typing import Any, Final, get_args

from instrument.documents.store.completion import ABSENT, Completion, Filling
from instrument.documents.store.shape import Place
from instrument.editions.domain import model

_OPEN: Final = {"name": {"id": "-", "en": "-"}}
_TOP: Final[dict[str, Any]] = {"period_kind": "year", "announced_decimals": 0, "source": "-"}
_CHOICES: Final[dict[str, tuple[Any, ...]]] = {
    "kind": get_args(model.NodeKind),
    "aggregation": (*get_args(model.Aggregation), ABSENT),
    "not_applicable": (*get_args(model.NotApplicable), ABSENT),
}


def _fill(place: Place, filling: Filling) -> tuple[Place, Any]:
    if place[0] == "scales":
        return _fill_scale(place, filling)
    if place[0] in ("predicates", "maturity_levels"):
        if place[2:3] in (("name",), ("symbol",)):
            return filling.of_text(place) or (place, ABSENT)
        return place[:1], [_OPEN]
    if place[0] == "nodes":
        return _fill_node(place, filling)
    plain = {
        **_TOP,
        "certainty": filling.choice(get_args(model.Certainty)),
        **dict.fromkeys(("edition_code", "instrument_code"), filling.code()),
    }
    return filling.of_text(place) or (place, plain.get(str(place[0]), ABSENT))


def _fill_scale(place: Place, filling: Filling) -> tuple[Place, Any]:
    if len(place) == 1:
        return place, [_scale(filling.code(), filling)]
    if place[2:] == ("code",):
        return place, filling.code()
    if place[2:3] == ("levels",) and place[4:5] in (("name",), ("symbol",)):
        return filling.of_text(place) or (
            place,
            filling.code() if filling.resolves_references else ABSENT,
        )
    return place[:2], _scale(filling.code(), filling)


def _scale(code: str, filling: Filling) -> dict[str, Any]:
    """Return a scale with every value, or one with only 0 and 1."""
    if filling.resolves_references:
        far = filling.number()
        return {"code": code, "kind": "percent", "minimum": far, "maximum": far.removeprefix("-")}
    levels = [{"value": value, "name": filling.text()} for value in ("0", "1")]
    return {"code": code, "kind": "levels", "minimum": "0", "maximum": "1", "levels": levels}


def _fill_node(place: Place, filling: Filling) -> tuple[Place, Any]:
    if len(place) == 1:
        return place, [_node(filling.code(), filling)]
    if len(place) == 2:  # noqa: PLR2004 - the place of a node: the list and the number in it
        return place, _node(filling.code(), filling)
    if place[2:3] == ("evidence",) and place[4:] == ("level",):
        return place, ABSENT
    ladder: list[dict[str, str]] = (
        [{"value": "0", "minimum": "0"}] if filling.resolves_references else []
    )
    plain = {
        "code": filling.code(),
        "weight": filling.number(),
        "parent_code": filling.code() if filling.resolves_references else ABSENT,
        "ladder": ladder,
        "reviewed_from": filling.number() if filling.resolves_references else ABSENT,
        **{key: filling.choice(options) for key, options in _CHOICES.items()},
    }
    return filling.of_text(place) or (place[:3], plain.get(str(place[2]), ABSENT))


def _node(code: str, filling: Filling, *, parent: str | None = None) -> dict[str, Any]:
    return {
        "code": code,
        "kind": "indicator" if parent is None else "criterion",
        "name": filling.text(),
        "weight": filling.number(),
        "parent_code": parent,
    }


def _add(document: dict[str, Any], holes: Sequence[Place], filling: Filling) -> None:
    """Add scales, nodes and children that the holes may have held and other parts refer to."""
    nodes, scales = document["nodes"], document["scales"]
    if any(place[0] == "scales" for place in holes):
        present = {scale.get("code") for scale in scales}
        referred = dict.fromkeys(_codes(node.get("scale_code") for node in nodes))
        scales += [_scale(code, filling) for code in referred if code not in present]
    if not filling.resolves_references:
        return
    unnamed = {place[1] for place in holes if _may_be_any_node(place) and len(place) > 1}
    unplaced = any(_may_hang_anywhere(place) for place in holes)
    present = {node.get("code") for node in nodes}
    written_nodes = list(enumerate(nodes))
    if any(_may_be_any_node(place) for place in holes):
        referred = dict.fromkeys(_codes(node.get("parent_code") for node in nodes))
        referred |= dict.fromkeys(
            code for node in nodes for code in _codes(node.get("related") or ())
        )
        nodes += [_node(code, filling) for code in referred if code not in present]
    above = dict.fromkeys(
        node.get("code") for number, node in written_nodes if unplaced or number in unnamed
    )
    nodes += [
        _node(f"{filling.code()}.{number}", filling, parent=code)
        for number, code in enumerate(above)
    ]


def _codes(values: Any) -> list[str]:
    return [code for code in values if isinstance(code, str)]


def _may_be_any_node(place: Place) -> bool:
    return place[0] == "nodes" and place[2:] in ((), ("code",))


def _may_hang_anywhere(place: Place) -> bool:
    return place[0] == "nodes" and place[2:] in ((), ("parent_code",))


def _hides_evidence(place: Place) -> bool:
    return place[0] == "nodes" and place[2:3] in ((), ("evidence",))


COMPLETION: Final = Completion(
    _fill,
    _add,
    # The check of evidence names compares all nodes with the first one that has the code.
    hidden=((_hides_evidence, re.compile("/nodes/[0-9]+/evidence/[0-9]+/name")),),
)
