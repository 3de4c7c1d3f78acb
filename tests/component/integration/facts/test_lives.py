"""A source is read for an agency on the days on which the agency exists, and on no other."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.component.integration.fake_planning import DINKES, DISHUB, KOMINFO

from integration.agencies import store as agencies
from integration.agencies.domain import Agency
from integration.sources import store as sources

AGENCY = f"9901.{KOMINFO}"


async def live(world: Any, first: date, last: date | None, *, revision: int = 2) -> None:
    """Let the agency live from a day to a day."""
    state = Agency(
        agency_code=AGENCY,
        name=AGENCY,
        agency_kind="agency",
        parent_code="9901",
        valid_from=first,
        valid_until=last,
        revision=revision,
    )
    async with world.database.transaction() as session:
        await agencies.save(session, [state])


async def told_of(world: Any) -> dict[str, set[str]]:
    """Return the statuses that were told of the agency since the last call, by period."""
    told: dict[str, set[str]] = {}
    for event in await world.told():
        if event.agency_code == AGENCY:
            told.setdefault(event.period, set()).add(event.status)
    return told


def today(world: Any) -> date:
    found: date = world.clock.now().date()
    return found


async def test_nothing_is_said_before_the_first_day_nor_of_years_before(world: Any) -> None:
    year = today(world).year
    await world.register(years=(year - 1, year))
    await live(world, today(world) + timedelta(days=3), None)
    assert await world.sync() == "succeeded"
    assert await told_of(world) == {}

    await live(world, date(year, 1, 1), None, revision=3)
    world.clock.advance(timedelta(days=1))
    await world.sync()
    assert {period[:4] for period in await told_of(world)} == {str(year)}


async def test_what_was_said_of_one_that_never_began_is_unknown(world: Any) -> None:
    await world.register()
    await world.sync()
    assert await told_of(world)

    first = today(world) + timedelta(days=9)
    await live(world, first, first - timedelta(days=1))
    await world.sync()
    assert set().union(*(await told_of(world)).values()) == {"unknown"}
    await world.sync()
    assert await told_of(world) == {}


@pytest.mark.parametrize("is_remapped", [False, True])
async def test_what_was_read_until_the_end_stays(
    world: Any, api: Any, *, is_remapped: bool
) -> None:
    source = await world.register()
    await world.sync()
    assert await told_of(world)
    before = await world.facts(KOMINFO)

    await live(world, date(2020, 1, 1), today(world) - timedelta(days=1))
    if is_remapped:
        units = {DISHUB: f"9901.{DISHUB}", DINKES: f"9901.{DINKES}", KOMINFO: "9901"}
        async with world.database.transaction() as session:
            given = replace(source, units=units, revision=source.revision + 1)
            await sources.change(session, given, by="operator", at=world.clock.now())
    world.fake.find("konsultasi", KOMINFO)["Status"] = 0
    for mode in (None, "fail", None):
        world.fake.mode = mode
        await world.sync()
        assert await told_of(world) == {}
    assert await world.facts(KOMINFO) == before
    found = (await api.get("/facts", params={"agency": AGENCY})).json()["items"]
    assert found
    assert {each["confirmed_at"] for each in found} == {None}
