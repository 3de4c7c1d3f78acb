import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from kit.database import Database, DatabaseClock, End, after_commit, at_end, end_reading, raw
from kit.errors import Unavailable


async def count(database: Database) -> int:
    async with database.reading() as session:
        rows = await (await session.connection()).execute(text("SELECT count(*) FROM thing"))
        return int(rows.scalar_one())


async def test_a_transaction_commits_at_its_end(database: Database) -> None:
    async with database.transaction() as session:
        await (await raw(session)).execute("INSERT INTO thing VALUES ('a')")
        assert await count(database) == 0

    assert await count(database) == 1


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError, KeyboardInterrupt])
async def test_whatever_breaks_rolls_back(database: Database, error: type[BaseException]) -> None:
    with pytest.raises(error):  # noqa: PT012 - a block is what is tested
        async with database.transaction() as session:
            await (await raw(session)).execute("INSERT INTO thing VALUES ('a')")
            raise error

    assert await count(database) == 0


async def test_raw_and_the_session_share_one_transaction(database: Database) -> None:
    async with database.transaction() as session:
        driver = await raw(session)
        await driver.execute("INSERT INTO thing VALUES ('raw')")
        connection = await session.connection()
        await connection.execute(text("INSERT INTO thing VALUES ('session')"))
        here = await connection.execute(text("SELECT pg_current_xact_id()::text"))

        assert await driver.fetchval("SELECT pg_current_xact_id()::text") == here.scalar_one()
        assert await driver.fetchval("SELECT count(*) FROM thing") == 2
        assert await raw(session) is driver


async def test_callbacks_run_after_the_commit_only(database: Database) -> None:
    ran: list[str] = []
    async with database.transaction() as session:
        after_commit(session, lambda: ran.append("first"))
        after_commit(session, lambda: ran.append("second"))
        assert ran == []

    assert ran == ["first", "second"]


async def test_the_end_of_a_transaction_is_told_however_it_comes(database: Database) -> None:
    ends: list[object] = []

    def fail(end: End) -> None:
        ends.append("fails")
        raise ValueError(end)

    async def lost() -> None:
        raise ConnectionError

    with pytest.raises(ValueError, match="COMMITTED"):  # noqa: PT012 - a block is what is tested
        async with database.transaction() as session:
            at_end(session, fail)
            at_end(session, ends.append)
    with pytest.raises(KeyError):  # noqa: PT012 - a block is what is tested
        async with database.transaction() as session:
            at_end(session, ends.append)
            raise KeyError
    with pytest.raises(ConnectionError):  # noqa: PT012 - a block is what is tested
        async with database.transaction() as session:
            at_end(session, ends.append)
            session.commit = session.rollback = lost  # type: ignore[method-assign] # as a lost one

    assert ends == ["fails", End.COMMITTED, End.ROLLED_BACK, End.UNKNOWN]


async def test_callbacks_do_not_run_after_a_rollback(database: Database) -> None:
    ran: list[str] = []
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - a block is what is tested
        async with database.transaction() as session:
            after_commit(session, lambda: ran.append("committed"))
            raise ZeroDivisionError

    assert ran == []


async def test_a_failed_commit_is_a_rollback(database: Database) -> None:
    ran: list[str] = []
    with pytest.raises(DBAPIError):  # noqa: PT012 - a block is what is tested
        async with database.transaction() as session:
            await (await raw(session)).execute("INSERT INTO thing VALUES ('a'), ('a')")
            after_commit(session, lambda: ran.append("committed"))

    assert (ran, await count(database)) == ([], 0)


async def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with database.reading() as session:
            await (await raw(session)).execute("INSERT INTO thing VALUES ('a')")


async def test_a_reading_transaction_sees_one_state_throughout(database: Database) -> None:
    async with database.reading() as session:
        driver = await raw(session)
        assert await driver.fetchval("SELECT count(*) FROM thing") == 0
        async with database.transaction() as other:
            await (await raw(other)).execute("INSERT INTO thing VALUES ('a')")
        assert await driver.fetchval("SELECT count(*) FROM thing") == 0

    assert await count(database) == 1


async def test_a_pooled_connection_forgets_that_it_was_read_only(kit_database: str) -> None:
    database = Database(kit_database, pool_size=1)
    async with database.reading() as session:
        assert await (await raw(session)).fetchval("SHOW transaction_read_only") == "on"
    async with database.transaction() as session:
        driver = await raw(session)
        assert await driver.fetchval("SHOW transaction_read_only") == "off"
        assert await driver.fetchval("SHOW transaction_isolation") == "read committed"
        assert await driver.fetchval("SHOW lock_timeout") == "5s"
    await database.dispose()


async def test_a_connection_that_was_cut_is_replaced(database: Database) -> None:
    async with database.transaction() as session:
        first = await (await raw(session)).fetchval("SELECT pg_backend_pid()")
    async with database.transaction() as session:
        driver = await raw(session)
        await driver.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
        )

    assert first
    for _ in range(6):
        await database.ping()


async def test_a_server_that_is_away_is_unavailable() -> None:
    database = Database("postgresql+asyncpg://nobody:x@127.0.0.1:1/nothing")

    with pytest.raises(Unavailable):
        await database.ping()
    await database.dispose()


async def test_parameters_do_not_appear_in_errors(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as session:
            await (await session.connection()).execute(
                text("SELECT 1 / (length(:secret) - 6)"), {"secret": "s3cret"}
            )

    assert "s3cret" not in str(caught.value)


async def test_no_transaction_holds_its_locks_without_end(database: Database) -> None:
    """A process frozen between the parts of a statement counts as active: this alone ends it."""
    async with database.transaction() as session:
        limit = await (await raw(session)).fetchval("SHOW transaction_timeout")

    assert limit == "2min"


async def test_who_ends_reading_holds_no_connection_and_reads_nothing_more(
    database: Database,
) -> None:
    async with database.reading() as session:
        driver = await raw(session)
        assert await driver.fetchval("SELECT count(*) FROM thing") == 0
        await end_reading(session)

        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a queue pool
        with pytest.raises(InvalidRequestError):
            await raw(session)
    async with database.transaction() as session:
        await (await raw(session)).execute("INSERT INTO thing VALUES ('a')")
    assert await count(database) == 1


async def test_a_moment_lies_within_its_transaction_which_others_see(database: Database) -> None:
    async with database.transaction() as session:
        moment = await DatabaseClock().moment(session)
        connection = await raw(session)
        begun, after = await connection.fetchrow("SELECT now(), clock_timestamp()")
        async with database.reading() as other:
            seen = await (await raw(other)).fetchval(
                "SELECT min(xact_start) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                " AND datname = current_database()"
            )

    assert begun <= moment <= after
    assert seen == begun
