"""All scores come out of Kafka again: compared while everything runs, and put back when lost."""

import asyncio
from typing import Any

import asyncpg
import yaml
from tests.e2e.replaying import replay
from tests.e2e.world import World, spbe_campaign
from tests.support.waiting import eventually

from sandbox.region.loading.bodies import SPBE_EDITION

SPBE = spbe_campaign(2026)
TABLES = (
    "edition",
    "derivation_set",
    "agency",
    "assessment",
    "level_state",
    "fact_state",
    "derived_level",
    "score",
    "score_change",
)


async def query(world: World, statement: str) -> list[Any]:
    """Ask scoring's database."""
    url = world.sandbox.topology.database_urls["scoring"]
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


async def contents(world: World) -> dict[str, list[str]]:
    """Return every row of the score tables, without what counts transactions."""
    return {
        table: [
            row[0]
            for row in await query(
                world,
                f"SELECT (to_jsonb(t) - '{{version,reckoned_version,recorded_at}}'::text[])::text"  # noqa: S608 - the test's own text
                f" FROM {table} AS t ORDER BY 1",
            )
        ]
        for table in TABLES
    }


async def test_a_replay_finds_no_difference_in_any_order(world: World) -> None:
    await world.change("e-planning", "consult", org="Dishub")
    await world.claim(SPBE, "1", 4)
    await world.reconciled()

    code, said = await replay(world, "--compare", "--progress")
    assert (code, "0 rows differ" in said) == (0, True), said
    code, said = await replay(world, "--shuffle", "5", "--duplicates", "0.2")
    assert (code, "0 rows differ" in said) == (0, True), said


async def test_a_replay_compares_one_moment_while_scores_move(world: World) -> None:
    async def keep_moving() -> None:
        while True:
            for level in (2, 3, 4):
                await world.claim(SPBE, "2", level)

    moving = asyncio.create_task(keep_moving())
    try:
        code, said = await replay(world)
    finally:
        moving.cancel()
        await asyncio.gather(moving, return_exceptions=True)
    assert (code, "0 rows differ" in said) == (0, True), said
    await world.reconciled()


async def test_lost_score_tables_come_back_to_the_byte(world: World) -> None:
    await world.claim(SPBE, "1", 3)
    await world.reconciled()
    await world.consumed()
    before = await contents(world)
    await query(world, f"TRUNCATE {', '.join(TABLES)}")
    assert (await replay(world))[0] == 1
    code, said = await replay(world, "--swap")

    assert (code, "0 scores announced anew" in said) == (0, True), said
    assert await contents(world) == before
    # The workers, which saw none of it, go on.
    await world.claim(SPBE, "1", 5)
    await world.change("e-planning", "consult", org="Dishub")
    await world.reconciled()
    assert (await replay(world))[0] == 0


async def test_a_swap_in_full_run_loses_and_doubles_nothing(world: World) -> None:
    async def keep_moving() -> None:
        while True:
            for level in (2, 3, 4):
                await world.claim(SPBE, "3", level)

    moving = asyncio.create_task(keep_moving())
    try:
        for _ in range(2):
            code, said = await replay(world, "--swap")
            assert code == 0, said
    finally:
        moving.cancel()
        await asyncio.gather(moving, return_exceptions=True)
    await world.reconciled()
    assert (await replay(world))[0] == 0


async def test_a_campaign_follows_a_later_derivation_set(world: World) -> None:
    await publish_second_set(world)
    before = await indicator(world, "13")
    assert before["source"] == "derivation"
    await choose(world, 3)
    assert (await indicator(world, "13"))["source"] == "empty"
    code, said = await replay(world)
    assert (code, "0 rows differ" in said) == (0, True), said
    await choose(world, 2)
    assert await indicator(world, "13") == before
    await world.reconciled()


async def publish_second_set(world: World) -> None:
    """Publish the edition's derivations once more, without the rule of indicator 13."""
    path = f"/editions/{SPBE_EDITION}/derivations"
    document = yaml.safe_load((await world.api.get(f"{path}/2.yaml")).raise_for_status().text)
    document["derivation_set_version"] = 3
    for part in ("rules", "examples"):
        document[part] = [each for each in document[part] if each["indicator_code"] != "13"]
    (await world.api.post(path, json=document)).raise_for_status()
    (await world.api.post(f"{path}/3/publish")).raise_for_status()


async def choose(world: World, version: int) -> None:
    """Let the campaign choose a derivation set and wait until all scores have followed."""
    tag = (await world.api.get(f"/campaigns/{SPBE}")).raise_for_status().headers["ETag"]

    async def accepted() -> Any:
        answer = await world.api.put(
            f"/campaigns/{SPBE}",
            json={"derivation_set_version": version},
            headers={"If-Match": tag},
        )
        # The submission service may not have heard of the set yet.
        return answer if answer.status_code == 202 else None

    answer = await eventually(accepted)
    job = answer.headers["Location"].removeprefix("/api/v1")

    async def finished() -> bool:
        found = await world.api.get(job)
        return found.status_code == 200 and found.json()["status"] == "finished"

    await eventually(finished)


async def indicator(world: World, code: str) -> dict[str, Any]:
    """Return what the provisional track of the region says of an indicator."""
    assessment = await world.assessment(SPBE, "9901")
    score = (await world.api.get(f"/scores/{assessment}")).raise_for_status().json()
    track: dict[str, Any] = next(each for each in score["tracks"] if each["track"] == "provisional")
    found: dict[str, Any] = next(each for each in track["indicators"] if each["code"] == code)
    return found
