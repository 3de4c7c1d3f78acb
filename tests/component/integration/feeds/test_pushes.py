"""What is pushed counts as what is read."""

from tests.component.integration.fake_planning import DISHUB, KOMINFO, YEAR, ceiling
from tests.component.integration.feeds.pushing import Pushing, records_of
from tests.component.integration.world import World


async def test_pushed_rows_give_the_facts_of_a_reading(world: World) -> None:
    await world.register(code="pulled")
    await world.sync("pulled")
    pushing = Pushing(world)
    await pushing.register()

    answers = await pushing.push(*records_of(world.fake.tables))

    assert answers == ["taken"] * 12
    assert await pushing.facts() == await pushing.facts("pulled")
    assert await pushing.records() == await pushing.records("pulled")
    assert len(await pushing.facts()) > len(answers)


async def test_a_row_is_answered_by_what_it_is(world: World) -> None:
    pushing = Pushing(world)
    await pushing.register()
    row = ceiling(1, KOMINFO)
    listing = f"ceilings/{YEAR}"

    def record(revision: int | None = None, **changes: object) -> dict[str, object]:
        said = {} if revision is None else {"revision": revision}
        return {"listing": listing, "id": "1", "row": {**row, **changes}, **said}

    assert await pushing.push(record(2)) == ["taken"]
    assert await pushing.push(record(2)) == ["unchanged"]
    assert await pushing.push(record(1, Jumlah1="1.00")) == ["older"]
    assert await pushing.push(record(3, Jumlah1="rusak")) == ["unreadable"]
    assert await pushing.push(record(4, OrgCd="9.99.99")) == ["unknown_unit"]
    assert await pushing.push({**record(5), "listing": "nothing/2026"}) == ["refused"]
    assert await pushing.push({"listing": listing, "id": "1", "revision": 6, "gone": True}) == [
        "taken"
    ]
    assert await pushing.records() == {}


async def test_a_broken_row_stays_in_doubt_until_it_can_be_read(world: World) -> None:
    pushing = Pushing(world)
    await pushing.register()
    await pushing.push(*records_of(world.fake.tables))
    known = await world.facts(KOMINFO)
    broken = {**ceiling(1, KOMINFO), "Jumlah1": "rusak"}
    amount = "planning.ceiling_amount"

    await pushing.push({"listing": f"ceilings/{YEAR}", "id": "1", "row": broken})
    await pushing.push(*records_of({"dokumen": world.fake.tables["dokumen"]}))
    doubted = await world.facts(KOMINFO)
    others = await world.facts(DISHUB)
    await pushing.push({"listing": f"ceilings/{YEAR}", "id": "1", "row": ceiling(1, KOMINFO)})

    assert known[amount][0] == "value"
    assert doubted[amount] == ("unknown", None)
    assert others[amount][0] == "value"
    assert await world.facts(KOMINFO) == known


async def test_reading_all_kept_rows_again_changes_nothing(world: World) -> None:
    pushing = Pushing(world)
    await pushing.register()
    for record in records_of(world.fake.tables):
        await pushing.push(record)
    await world.told()
    facts, records = await pushing.facts(), await pushing.records()
    await world.write("UPDATE source_state SET read_adapter = 'an older one'")

    assert await world.sync() == "succeeded"

    assert (await pushing.facts(), await pushing.records()) == (facts, records)
    assert await world.told() == []
