"""Who reaches what: the unit of the token and all below it, told the same way everywhere."""

from collections.abc import Sequence

import pytest

from kit.auth import Principal, Units
from kit.errors import Forbidden, NotFound, ServiceError
from kit.languages import in_language
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
        ("north", "top", 403),
        ("north", "south", 403),
        ("north.1", "north", 403),
        ("nort", "north", 403),
        ("top", "nowhere", 404),
        ("nowhere", "nowhere", 404),
        ("north", "nowhere", 403),
        ("nowhere", "elsewhere", 403),
        ("stray", "nowhere", 403),
        ("gone", "stray", None),
    ],
)
async def test_a_unit_is_reached_from_itself_and_from_above(
    root: str, unit: str, status: int | None
) -> None:
    error = await refused(root, unit)
    assert (None if error is None else error.status) == status


async def test_a_refusal_names_the_place_in_both_languages() -> None:
    outside, absent = await refused("north", "south"), await refused("top", "nowhere")
    assert isinstance(outside, Forbidden)
    assert isinstance(absent, NotFound)
    assert [in_language(outside.detail, language) for language in ("id", "en")] == [
        "south berada di luar kebun Anda dan kebun di bawahnya.",
        "south is outside your garden and those below it.",
    ]
    assert [in_language(absent.detail, language) for language in ("id", "en")] == [
        "Kebun nowhere tidak ada.",
        "There is no garden nowhere.",
    ]
    assert [each.pointer for each in (*outside.errors, *absent.errors)] == ["query/unit"] * 2


async def test_a_token_without_a_unit_reaches_nothing() -> None:
    with pytest.raises(Forbidden, match="Your token is bound to no garden"):
        await UNITS.check_reach(bound_to(None), "top", line_of, pointer="")
    with pytest.raises(Forbidden):
        UNITS.root_of(bound_to(None))


async def test_what_a_unit_owns_is_reached_before_the_unit_is_known() -> None:
    await UNITS.check_owner(bound_to("nowhere"), "nowhere", line_of, pointer="path/id")
    await UNITS.check_owner(bound_to("top"), "south", line_of, pointer="path/id")
    with pytest.raises(Forbidden):
        await UNITS.check_owner(bound_to("north"), "nowhere", line_of, pointer="path/id")
    with pytest.raises(NotFound):
        await UNITS.check_owner(bound_to("top"), "nowhere", line_of, pointer="path/id")
