"""How the unreadable parts of a crosswalk are filled."""

from collections.abc import Sequence
from typing import Any, Final, get_args

from instrument.documents.store.completion import ABSENT, Completion, Filling
from instrument.documents.store.shape import Place
from instrument.editions.domain import model
from instrument.editions.domain.model import Edition

_LISTS: Final = ("flows", "dropped", "gaps")


def completion(old: Edition | None, new: Edition | None) -> Completion:
    """Return how a crosswalk between two editions is completed."""
    old_codes, new_codes = _indicators(old), _indicators(new)

    def add(document: dict[str, Any], holes: Sequence[Place], filling: Filling) -> None:
        """Add a flow from every old and to every new indicator if a hole may have held one."""
        if not filling.resolves_references or not any(_may_be_of_any(place) for place in holes):
            return
        document["flows"] += [
            _part("flows", filling, {"from_code": code, "to_code": f"{filling.code()}.{number}"})
            for number, code in enumerate(old_codes)
        ] + [
            _part("flows", filling, {"from_code": f"{filling.code()}.{number}", "to_code": code})
            for number, code in enumerate(new_codes)
        ]

    return Completion(_fill, add)


def _fill(place: Place, filling: Filling) -> tuple[Place, Any]:
    if place == ("certainty",):
        return place, filling.choice(get_args(model.Certainty))
    if place[0] not in _LISTS:
        return filling.of_text(place) or (place, filling.code())
    if len(place) == 1:
        return place, [_part("flows", filling, {})] if place == ("flows",) else ABSENT
    if place[2:] == ("share",):
        return place, filling.number()
    if place[2:] in (("from_code",), ("to_code",)):
        return place, filling.code()
    return filling.of_text(place) or (place[:2], _part(str(place[0]), filling, {}))


def _part(where: str, filling: Filling, codes: dict[str, str]) -> dict[str, Any]:
    part: dict[str, Any] = {} if where == "flows" else {"reason": filling.text()}
    if where != "gaps":
        part |= {"from_code": filling.code(), "share": filling.number()}
    if where != "dropped":
        part |= {"to_code": filling.code()}
    return part | codes


def _may_be_of_any(place: Place) -> bool:
    """Say whether a hole may have held the code of any indicator."""
    return place[0] in _LISTS and place[2:] in ((), ("from_code",), ("to_code",))


def _indicators(edition: Edition | None) -> list[str]:
    return [node.code for node in edition.nodes if node.kind == "indicator"] if edition else []
