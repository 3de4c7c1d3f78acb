"""What a database refuses is the sender's mistake or ours, and nothing of it reaches a log."""

import traceback
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from kit.database import Database, raw

BEFORE_ALL_TIME = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
REFUSED = [
    ("$1::int4", 2**40),
    ("$1::int8", 2**70),
    ("$1::timestamptz", BEFORE_ALL_TIME),
    ("$1::text", "rahasia\0"),
    ("$1::text", "rahasia\ud800"),
    ("$1::jsonb", '"rahasia\\u0000"'),
    ("$1::text::int4", "99999999999"),
    ("$1::text::date", "2026-13-01"),
]


async def error_of(database: Database, way: str, statement: str, *values: Any) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011, PT012 - what it is differs by way
        async with database.transaction() as session:
            if way == "driver":
                await (await raw(session)).fetchval(statement, *values)
            else:
                await (await session.connection()).exec_driver_sql(statement, values)
    assert isinstance(caught.value, Database.errors)
    return caught.value


@pytest.mark.parametrize("way", ["driver", "session"])
@pytest.mark.parametrize(("expression", "value"), REFUSED)
async def test_a_value_that_cannot_be_kept_is_the_senders_mistake(
    database: Database, way: str, expression: str, value: Any
) -> None:
    error = await error_of(database, way, f"SELECT {expression}", value)

    problem = Database.problem_of(error)
    assert problem is not None
    assert problem.status == 400


@pytest.mark.parametrize("way", ["driver", "session"])
@pytest.mark.parametrize(("expression", "value"), [("$1::text", 5), ("$1::int4", "x")])
async def test_an_argument_of_the_wrong_kind_is_our_mistake(
    database: Database, way: str, expression: str, value: Any
) -> None:
    error = await error_of(database, way, f"SELECT {expression}", value)

    assert Database.problem_of(error) is None


@pytest.mark.parametrize("way", ["driver", "session"])
@pytest.mark.parametrize(("expression", "value"), REFUSED)
async def test_refused_values_do_not_appear_in_errors(
    database: Database, way: str, expression: str, value: Any
) -> None:
    error = await error_of(database, way, f"SELECT {expression}", value)

    told = "".join(traceback.format_exception(error)) + repr(error) + str(error)
    for secret in ("rahasia", str(2**40), str(2**70), "99999999999", "2026-13-01", "datetime("):
        assert secret not in told


@pytest.mark.parametrize("way", ["driver", "session"])
@pytest.mark.parametrize(
    ("name", "note"), [("rahasia", "pribadi"), (None, "pribadi"), ("baru", "bohong")]
)
async def test_refused_rows_do_not_appear_in_errors(
    database: Database, way: str, name: str | None, note: str
) -> None:
    async with database.transaction() as session:
        driver = await raw(session)
        await driver.execute("ALTER TABLE thing ADD CHECK (note <> 'bohong')")
        await driver.execute("INSERT INTO thing VALUES ('rahasia')")
        await driver.execute("SET CONSTRAINTS ALL IMMEDIATE")
    statement = "WITH now AS (INSERT INTO thing VALUES ($1, $2) RETURNING 1) SELECT * FROM now"

    error = await error_of(database, way, statement, name, note)

    problem = Database.problem_of(error)
    assert problem is not None
    assert problem.status == 409
    told = "".join(traceback.format_exception(error)) + repr(error) + str(error)
    assert not [secret for secret in ("rahasia", "pribadi", "bohong") if secret in told]


async def test_a_request_is_told_and_its_value_is_not_logged(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await client.post("/things", json={"name": "rahasia\0"})

    assert (answer.status_code, answer.json()["type"]) == (400, "urn:tolok:problem:invalid")
    assert (await client.get("/things")).json() == []
    written = capsys.readouterr().out
    assert "value_refused" in written
    assert "rahasia" not in written
