import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from tests.support.migrations import heads

from kit.database import Database, migrations

ENV = """
from kit.database import migrations
from sqlalchemy import MetaData

migrations.run(MetaData())
"""
REVISION = """
from alembic import op
revision = "{number:04}"
down_revision = {before!r}
def upgrade():
    op.execute('''{up}''')
def downgrade():
    op.execute('''{down}''')
"""


class Folder:
    """A service's folder of migrations."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "versions").mkdir(parents=True)
        (path / "env.py").write_text(ENV)
        self._count = 0

    def add(self, up: str, down: str = "SELECT 1") -> None:
        before = f"{self._count:04}" if self._count else None
        self._count += 1
        text = REVISION.format(number=self._count, before=before, up=up, down=down)
        (self.path / "versions" / f"{self._count:04}_do_something.py").write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "migrations")
    made.add("CREATE TABLE box (id int)", "DROP TABLE box")
    return made


@pytest.fixture
async def database(kit_database: str) -> AsyncIterator[Database]:
    made = Database(kit_database)
    yield made
    await made.dispose()


async def tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    return set(names) - {"outbox", "consumer_offset", "idempotency_key", "alembic_version"}


async def upgrade(url: str, folder: Folder) -> None:
    await asyncio.to_thread(migrations.upgrade, url, folder.path)


async def test_upgrading_twice_is_upgrading_once(
    kit_database: str, folder: Folder, database: Database
) -> None:
    await upgrade(kit_database, folder)
    await upgrade(kit_database, folder)

    assert await tables(database) == {"box"}


async def test_two_at_once_do_not_meet(
    kit_database: str, folder: Folder, database: Database
) -> None:
    folder.add("SELECT pg_sleep(0.3)")

    # Alembic keeps its context in a global, so two at once have to be two processes.
    code = (
        "import sys, pathlib; from kit.database import migrations; "
        "migrations.upgrade(sys.argv[1], pathlib.Path(sys.argv[2]))"
    )
    runs = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, kit_database, str(folder.path)
        )
        for _ in range(3)
    ]

    assert [await run.wait() for run in runs] == [0, 0, 0]
    assert await tables(database) == {"box"}


async def test_a_broken_revision_leaves_nothing_behind(
    kit_database: str, folder: Folder, database: Database
) -> None:
    folder.add("CREATE TABLE lid (id int); SELECT 1/0")

    with pytest.raises(sa.exc.DBAPIError):
        await upgrade(kit_database, folder)

    assert await tables(database) == set()


async def test_a_migration_gives_up_waiting_for_a_lock(
    kit_database: str, folder: Folder, database: Database
) -> None:
    await upgrade(kit_database, folder)
    folder.add("ALTER TABLE box ADD COLUMN note text")

    async with database.transaction() as session:
        await (await session.connection()).execute(sa.text("SELECT * FROM box"))
        with pytest.raises(sa.exc.DBAPIError) as caught:
            await upgrade(kit_database, folder)

    original = getattr(caught.value.orig, "__cause__", None)
    assert isinstance(original, asyncpg.LockNotAvailableError)


def test_heads_shows_a_fork(folder: Folder) -> None:
    folder.add("SELECT 1")
    second = folder.path / "versions" / "0002_do_something.py"
    fork = second.read_text().replace('"0002"', '"0003"')
    (folder.path / "versions" / "0003_do_something.py").write_text(fork)

    assert sorted(heads(folder.path)) == ["0002", "0003"]
