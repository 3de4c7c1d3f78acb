"""What the server's own types are is asked once in a process, not by every connection."""

from typing import Any
from uuid import UUID

import pytest

from kit.database import Connection, Database, raw

ASKED = "WITH RECURSIVE typeinfo_tree"
ONE = UUID("01a20201-9d31-7740-a619-5b4df6c9f691")


async def asked(database: Database, statement: str, *given: Any) -> tuple[Any, int]:
    """Run a statement on a new connection; return its value and how often types were asked."""
    await database.dispose()
    sent: list[str] = []
    async with database.transaction() as session:
        driver: Any = await raw(session)
        assert isinstance(driver, Connection)
        with driver.query_logger(lambda query: sent.append(query.query)):
            value = await driver.fetchval(statement, *given)
    return value, sum(ASKED in each for each in sent)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        ("SELECT $1::text[]", ["a", None, 'b"c']),
        ("SELECT $1::uuid[]", [ONE]),
        ("SELECT $1::bigint[]", [2**40, None]),
    ],
)
async def test_the_second_connection_knows_what_the_first_one_asked(
    database: Database, statement: str, given: Any
) -> None:
    first, _ = await asked(database, statement, given)
    second, times = await asked(database, statement, given)
    assert (first, second, times) == (given, given, 0)


async def test_a_type_of_this_database_alone_is_asked_by_every_connection(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await (await raw(session)).execute("CREATE TYPE colour AS ENUM ('red', 'green')")
    for _ in range(2):
        assert await asked(database, "SELECT $1::text::colour", "red") == ("red", 1)
