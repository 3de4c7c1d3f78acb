"""Who reaches what: the unit of the token and all below it, told the same way everywhere."""

from collections.abc import Sequence

import pytest

from kit.auth import Principal, Units
from kit.errors import Forbidden, NotFound, ServiceError
from rules.languages import in_language
from rules.text import Text
from rules.tree import upwards

UNITS = Units(Text("kebun", "garden"))
_PARENTS = {"top": None, "north": "top", "north.1": "north", "south": "top", "stray": "gone"}


async def line_of(unit: str) -> Sequence[str]:
    return [*upwards(unit, _PARENTS.get)] if unit in _PARENTS else []


def bound_to(unit: str | None) -> Principal:
    return Principal("somebody", frozenset({"leader"}), unit)


async def refused(root: str, unit: str) -> ServiceError | None:
    try:
        await UNITS.check_reach(bound_to(root), unit, line_of, pointer="query/unit")
    except ServiceError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("root", "unit", "status"),
    [
        ("top", "top", None),
        ("top", "north.1", None),
        ("north", "north", None),
        ("north", "north.1", None),
        ("north", "top", 404),
        ("north", "south", 404),
        ("north.1", "north", 404),
        ("nort", "north", 404),
        ("top", "nowhere", 404),
        ("nowhere", "nowhere", 404),
        ("north", "nowhere", 404),
        ("nowhere", "elsewhere", 404),
        ("stray", "nowhere", 404),
        ("gone", "stray", None),
    ],
)
async def test_a_unit_is_reached_from_itself_and_from_above(
    root: str, unit: str, status: int | None
) -> None:
    error = await refused(root, unit)
    assert (None if error is None else error.status) == status


async def test_what_is_hidden_is_told_like_what_is_not_there() -> None:
    hidden, absent = await refused("north", "south"), await refused("north", "nowhere")
    assert isinstance(hidden, NotFound)
    assert isinstance(absent, NotFound)
    assert [in_language(hidden.detail, language) for language in ("id", "en")] == [
        "Kebun south tidak ada.",
        "There is no garden south.",
    ]
    assert in_language(absent.detail, "id") == "Kebun nowhere tidak ada."
    assert hidden.errors == absent.errors
    assert [each.pointer for each in hidden.errors] == ["query/unit"]


async def test_a_token_without_a_unit_reaches_nothing() -> None:
    with pytest.raises(Forbidden, match="Your token is bound to no garden"):
        await UNITS.check_reach(bound_to(None), "top", line_of, pointer="")
    with pytest.raises(Forbidden):
        UNITS.root_of(bound_to(None))
