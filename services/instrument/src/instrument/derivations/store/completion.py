"""How the unreadable parts of a derivation set are filled."""

import re
from collections.abc import Sequence
from typing import Any, Final, get_args

from instrument.derivations.domain import contradiction as model
from instrument.documents.store.completion import ABSENT, Completion, Filling
from instrument.documents.store.shape import Place

_NOTHING: Final = {"kind": "ladder", "steps": []}
_SELF: Final[dict[str, Any]] = {"self": {}}
_CHECKS: Final[dict[str, tuple[str, ...]]] = {
    "claim_against_fact": ("indicator_code", "level", "condition"),
    "claim_against_derived": ("indicator_code", "by"),
    "related": ("indicator_code", "level", "other_code", "other_level"),
    "last_year": ("indicator_code", "by"),
    "sources": ("fact", "against", "tolerance"),
}
_NUMBERS: Final = frozenset({"level", "other_level", "by", "tolerance"})


def completion(fact: str) -> Completion:
    """Return how a set is completed.

    `fact` is the name of a fact that every edition may use.
    """

    def fill(place: Place, filling: Filling) -> tuple[Place, Any]:
        return _fill(place, filling, fact)

    return Completion(
        fill,
        _add,
        hidden=((_is_of_an_example, re.compile("/examples/[0-9]+/level")),),
    )


def _fill(place: Place, filling: Filling, fact: str) -> tuple[Place, Any]:
    within = _condition_around(place)
    if within is not None:
        return within, _condition(filling, fact)
    if place[0] == "rules":
        return _fill_rule(place, filling, fact)
    if place[0] == "contradictions":
        return _fill_contradiction(place, filling, fact)
    if place[0] == "examples":
        return _fill_example(place, filling)
    if place[0] == "coverage_floors":
        return place, ABSENT
    return place, 1 if place[0] == "derivation_set_version" else filling.code()


def _condition_around(place: Place) -> Place | None:
    """Return the place of the innermost condition around a hole."""
    for depth in range(len(place) - 1, -1, -1):
        if place[depth] == "condition":
            return place[: depth + 1]
        if place[depth] == "conditions" and len(place) > depth + 1:
            return place[: depth + 2]
    return None


def _condition(filling: Filling, fact: str) -> dict[str, Any]:
    """Return a condition over a fact, or one that always holds."""
    if filling.resolves_references:
        return {"kind": "fact", "fact": fact, "operator": "exists"}
    return {"kind": "all", "conditions": []}


def _fill_rule(place: Place, filling: Filling, fact: str) -> tuple[Place, Any]:
    if len(place) == 1:
        return place, [_rule(filling.code(), filling)]
    if place[2:] in (("code",), ("indicator_code",)):
        return place, filling.code()
    if place[2:3] != ("derivation",):
        return place[:2], _rule(filling.code(), filling)
    if place[3:4] == ("steps",) and place[5:] == ("level",):
        return place, filling.number()
    if place[3:4] == ("steps",) and len(place) == 5:  # noqa: PLR2004 - the place of a step
        condition = _condition(filling, fact)
        return place, {
            "level": filling.number(),
            "condition": condition,
            "text": filling.text(),
        }
    return filling.of_text(place) or (place[:3], _NOTHING)


def _rule(indicator_code: str, filling: Filling) -> dict[str, Any]:
    code = f"{filling.code()}.{indicator_code}"[:100]
    return {"code": code, "indicator_code": indicator_code, "derivation": _NOTHING}


def _fill_contradiction(place: Place, filling: Filling, fact: str) -> tuple[Place, Any]:
    if len(place) == 1:
        return place, ABSENT
    key = place[2:3]
    if key == ("code",):
        return place, filling.code()
    if key == ("severity",):
        return place, filling.choice(get_args(model.Severity))
    if key == ("text",):
        return filling.of_text(place) or (place, filling.text())
    kind = filling.choice(tuple(_CHECKS))
    check: dict[str, Any] = {"kind": kind}
    for name in _CHECKS[kind]:
        check[name] = filling.number() if name in _NUMBERS else filling.code()
    if "condition" in check:
        check["condition"] = _condition(filling, fact)
    if key == ("check",):
        return place[:3], check
    return place[:2], {
        "code": filling.code(),
        "severity": "minor",
        "text": filling.text(),
        "check": check,
    }


def _fill_example(place: Place, filling: Filling) -> tuple[Place, Any]:
    if len(place) == 1:
        return place, ABSENT
    key = place[2:3]
    if key in (("text",), ("indicator_code",)):
        return place[:3], filling.code()
    if key == ("level",):
        return place[:3], ABSENT
    if key == ("agencies",):
        return place[:3], _SELF
    return place[:2], _example(filling.code())


def _example(indicator_code: str) -> dict[str, Any]:
    return {"text": "-", "indicator_code": indicator_code, "agencies": _SELF}


def _add(document: dict[str, Any], holes: Sequence[Place], filling: Filling) -> None:
    """Add rules that other parts refer to, and examples of all rules, if a hole may hold one."""
    if not filling.resolves_references:
        return
    rules = document["rules"]
    examples = document.setdefault("examples", [])
    derived = {rule.get("indicator_code") for rule in rules}
    written_rules = list(rules)
    if any(_may_be_of_any("rules", place) for place in holes):
        referred = [example.get("indicator_code") for example in examples]
        referred += [
            rule["check"].get("indicator_code") for rule in document.get("contradictions") or ()
        ]
        rules += [
            _rule(code, filling)
            for code in dict.fromkeys(referred)
            if isinstance(code, str) and code not in derived
        ]
    if any(_may_be_of_any("examples", place) for place in holes):
        examples += [_example(rule["indicator_code"]) for rule in written_rules]


def _may_be_of_any(key: str, place: Place) -> bool:
    return place[0] == key and place[2:] in ((), ("indicator_code",))


def _is_of_an_example(place: Place) -> bool:
    return place[0] == "examples" and place[2:3] == ("agencies",)
