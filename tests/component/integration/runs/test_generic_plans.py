"""A connection of some age: PostgreSQL plans a statement generically from its sixth time on.

The other databases of tests are planned generically from the first time on, which shows the same
faults sooner. This one has the settings of production.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from tests.component.integration.sources.test_sources import body

from kit.database import Database, raw

DISHUB = "2.15.01"
ROUNDS = 8
"""Five plans are made for the values at hand; from the sixth on there may be one for all."""


@pytest.fixture
async def database_url(service_database: Callable[[str], str]) -> str:
    """Return the URL of a database in which PostgreSQL itself decides how to plan."""
    url = service_database("integration")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    name = await connection.fetchval("SELECT current_database()")
    # What a role says of one database goes before what it says of all.
    await connection.execute(
        f'ALTER ROLE CURRENT_USER IN DATABASE "{name}" SET plan_cache_mode = auto'
    )
    await connection.close()
    return url


async def test_the_sixth_sync_on_a_connection_is_as_the_first(
    world: Any, api: Any, app: FastAPI
) -> None:
    await world.register()
    rounds = [await one_round(world, api, place) for place in range(ROUNDS)]
    assert rounds == [rounds[0]] * ROUNDS
    # Each side asked on one connection only, and got there what this test is about.
    for database in (world.database, app.state.database):
        assert database.engine.pool.checkedin() == 1
        assert await planned_generically(database, "source_state")
    assert await planned_generically(app.state.database, "INSERT INTO sync_run")


async def one_round(world: Any, api: Any, place: int) -> Any:
    """Ask twice, read what changed, fail once, recover, and return all that was answered."""
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = f"{place + 1}000000.00"
    asked = [await api.post("/sources/planning/sync", json={}) for _ in range(2)]
    read = await world.sync()
    run_id = asked[0].json().get("run_id")
    run = await api.get(f"/sources/planning/runs/{run_id}")
    world.fake.mode = "redirect"
    failed = await world.sync()
    world.fake.mode = None
    again = await api.post("/sources/planning/sync", json={"accept_shrinkage": True})
    return (
        [answer.status_code for answer in [*asked, run, again]],
        len({answer.json().get("run_id") for answer in asked}),
        [read, run.json()["status"], failed, await world.sync()],
        await changed(api, place),
        [(await api.get(path)).status_code for path in QUERIES],
        Counter(status for status, _ in (await world.facts(DISHUB)).values()),
    )


async def changed(api: Any, place: int) -> tuple[int, bool]:
    """Change the registration, and say whether it was shown so."""
    etag = (await api.get("/sources/planning")).headers["etag"]
    given = body(name=f"E-Planning {place}", units={DISHUB: f"9901.{DISHUB}"})
    given["options"] = {"ignored_units": ["2.16.01", "1.02.01"]}
    answer = await api.put("/sources/planning", json=given, headers={"If-Match": etag})
    return answer.status_code, answer.json()["name"] == f"E-Planning {place}"


async def planned_generically(database: Database, part: str) -> bool:
    """Say whether the connection holds a statement with this part that has a plan for all."""
    async with database.transaction() as session:
        found = await (await raw(session)).fetchval(
            "SELECT max(generic_plans) FROM pg_prepared_statements WHERE strpos(statement, $1) > 0",
            part,
        )
    return bool(found)


QUERIES = (
    "/sources",
    "/sources/planning",
    "/sources/planning/runs?limit=1",
    "/sources/planning/records/ceiling/2026:2",
    f"/facts?agency=9901.{DISHUB}",
    f"/facts?agency=9901.{DISHUB}&name=planning.ceiling_amount&period=2026&limit=1",
)
