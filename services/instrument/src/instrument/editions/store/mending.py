"""What stands in for the parts of an edition that cannot be read."""

import re
from collections.abc import Sequence
from typing import Any, Final, get_args

from instrument.documents.store.mending import ABSENT, Filling, Mender
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
        return filling.of_text(place) or (place, filling.code() if filling.is_odd else ABSENT)
    return place[:2], _scale(filling.code(), filling)


def _scale(code: str, filling: Filling) -> dict[str, Any]:
    """Return a scale that has every value, or one of no and yes alone."""
    if filling.is_odd:
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
    ladder: list[dict[str, str]] = [{"value": "0", "minimum": "0"}] if filling.is_odd else []
    plain = {
        "code": filling.code(),
        "weight": filling.number(),
        "parent_code": filling.code() if filling.is_odd else ABSENT,
        "ladder": ladder,
        "reviewed_from": filling.number() if filling.is_odd else ABSENT,
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
    """Add what might be in the holes and others refer to: scales; nodes, and nodes below nodes."""
    nodes, scales = document["nodes"], document["scales"]
    if any(place[0] == "scales" for place in holes):
        known = {scale.get("code") for scale in scales}
        asked = dict.fromkeys(_codes(node.get("scale_code") for node in nodes))
        scales += [_scale(code, filling) for code in asked if code not in known]
    if not filling.is_odd:
        return
    unnamed = {place[1] for place in holes if _may_be_any_node(place) and len(place) > 1}
    unplaced = any(_may_hang_anywhere(place) for place in holes)
    known = {node.get("code") for node in nodes}
    given = list(enumerate(nodes))
    if any(_may_be_any_node(place) for place in holes):
        asked = dict.fromkeys(_codes(node.get("parent_code") for node in nodes))
        asked |= dict.fromkeys(code for node in nodes for code in _codes(node.get("related") or ()))
        nodes += [_node(code, filling) for code in asked if code not in known]
    above = dict.fromkeys(
        node.get("code") for number, node in given if unplaced or number in unnamed
    )
    nodes += [
        _node(f"{filling.code()}.{number}", filling, parent=code)
        for number, code in enumerate(above)
    ]


def _codes(found: Any) -> list[str]:
    return [code for code in found if isinstance(code, str)]


def _may_be_any_node(place: Place) -> bool:
    return place[0] == "nodes" and place[2:] in ((), ("code",))


def _may_hang_anywhere(place: Place) -> bool:
    return place[0] == "nodes" and place[2:] in ((), ("parent_code",))


def _hides_evidence(place: Place) -> bool:
    return place[0] == "nodes" and place[2:3] in ((), ("evidence",))


EDITIONS: Final = Mender(
    _fill,
    _add,
    # What a code of evidence is named is told of all nodes but the first that has it.
    silenced=((_hides_evidence, re.compile("/nodes/[0-9]+/evidence/[0-9]+/name")),),
)
