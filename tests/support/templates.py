"""One migrated database per service, made when first asked for and then only copied."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from sandbox.servers.databases import Databases
from sandbox.settings import CHECKOUT

KIT = "kit"
"""The template that has the kit's tables only."""
SERVER_SETTINGS = {
    # The kernel keeps what a killed server has written; only the machine's own crash would lose it.
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
}
"""For a server whose crash with its machine is nobody's subject: it never waits for the disk."""


class Templates:
    """The templates of one session on one server."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self._run = secrets.token_hex(3)  # an external server may see several sessions at once
        self._made: set[str] = set()
        self._copies = 0
        self._released: list[str] = []

    def copy(self, service: str) -> tuple[str, str]:
        """Return the name and the URL of a new copy."""
        template, role = f"template_{service}_{self._run}", f"{service}_{self._run}"
        if service not in self._made:
            self._make(service, template, role=role)
            self._made.add(service)
        self._copies += 1
        name = f"{service}_{self._run}_{self._copies}"
        # Each run of the client takes longer than what it does, so one run does all.
        # A few small files are copied faster than they are written to the log page by page.
        copying = f'TEMPLATE "{template}" STRATEGY FILE_COPY OWNER "{role}"'
        self._drop_released(f'CREATE DATABASE "{name}" {copying}')
        return name, self.databases.url(name, role)

    def release(self, name: str) -> None:
        """Take back a copy that nobody needs any more."""
        self._released.append(name)

    def drop(self) -> None:
        """Drop all copies and templates."""
        self._released += [f"template_{service}_{self._run}" for service in self._made]
        self._drop_released()

    def _drop_released(self, *others: str) -> None:
        drops = [f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in self._released]
        self.databases.execute(";\n".join([*drops, *others]))
        self._released.clear()

    def _make(self, service: str, template: str, *, role: str) -> None:
        url = self.databases.create_database(template, role)
        # As a connection of some age does it: a statement must not need its parameters' values.
        # A test may put rows back as they were if it asks to: the service itself never does.
        self.databases.execute(
            'ALTER ROLE :"role" SET plan_cache_mode = force_generic_plan;\n'
            'GRANT SET ON PARAMETER session_replication_role TO :"role";\n'
            'GRANT pg_write_all_data TO :"role" WITH INHERIT FALSE;',
            role=role,
        )
        make_tables = _make_kit_tables if service == KIT else _migrate
        # In a thread of its own: both run an event loop, and the test may be inside one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(make_tables, service, url).result()


def _migrate(service: str, url: str) -> None:
    from kit.database import migrations  # noqa: PLC0415 - unit tests do not pay for it

    migrations.upgrade(url, CHECKOUT / "services" / service / "migrations")


def _make_kit_tables(_: str, url: str) -> None:
    import sqlalchemy as sa  # noqa: PLC0415 - unit tests do not pay for it
    from alembic.migration import MigrationContext  # noqa: PLC0415 - as above
    from alembic.operations import Operations  # noqa: PLC0415 - as above

    from kit.database import Database  # noqa: PLC0415 - as above
    from kit.database.migrations import create_kit_tables, index_outbox  # noqa: PLC0415 - as above

    def make(connection: sa.Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        create_kit_tables(operations)
        index_outbox(operations)

    async def run() -> None:
        database = Database(url)
        async with database.engine.begin() as connection:
            await connection.run_sync(make)
        await database.dispose()

    asyncio.run(run())
