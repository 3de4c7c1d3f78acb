import secrets
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from sandbox.servers.databases import DatabaseError
from sandbox.servers.postgres import Postgres


@pytest.fixture
def names(postgres: Postgres) -> Iterator[tuple[str, str]]:
    """Two databases that are dropped afterwards."""
    token = secrets.token_hex(4)
    found = (f"one_{token}", f"two_{token}")
    yield found
    for name in found:
        postgres.drop_database(name)


async def _fetch(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_role_owns_its_database_and_reaches_no_other(
    postgres: Postgres, names: tuple[str, str]
) -> None:
    mine = postgres.create_database(names[0], names[0])
    postgres.create_database(names[1], names[1])
    assert await _fetch(mine, "SELECT current_user::text") == names[0]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _fetch(mine.removesuffix(names[0]) + names[1], "SELECT 1")


async def test_making_a_database_again_keeps_it(postgres: Postgres, names: tuple[str, str]) -> None:
    url = postgres.create_database(names[0], names[0])
    await _fetch(url, "CREATE TABLE kept ()")
    again = postgres.create_database(names[0], names[0], password="a'b\\c")
    assert await _fetch(again, "SELECT 'kept'::regclass::text") == "kept"


def test_a_refused_statement_is_an_error_in_the_servers_words(postgres: Postgres) -> None:
    with pytest.raises(DatabaseError, match="division by zero"):
        postgres.execute("SELECT 1/0")


def test_what_was_committed_survives_a_crash_and_a_stop(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "server")
    server.start()
    try:
        server.execute("CREATE TABLE kept AS SELECT 1 AS value")
        url = server.admin_url
        server.stop("immediate")
        assert not server.running
        server.start()
        assert server.admin_url == url
        assert server.execute("SELECT value FROM kept") == "1"
        server.stop("fast")
    finally:
        server.stop("immediate")
