"""Migrations: one line of numbered revisions per service, which make what the tables say."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from tests.support.migrations import downgrade, heads

from kit.database import Database, migrations

from .conftest import ROOT, SERVICES, tables_of

KIT_TABLES = {"outbox", "consumer_offset", "idempotency_key"}


@pytest.mark.parametrize("service", SERVICES)
def test_there_is_one_head(service: str) -> None:
    assert len(heads(ROOT / "services" / service / "migrations")) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_revisions_are_numbered_one_after_the_other(service: str) -> None:
    folder = ROOT / "services" / service / "migrations" / "versions"
    files = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    before = None
    for number, path in enumerate(files, 1):
        assert re.fullmatch(rf"{number:04}_[a-z]+(_[a-z0-9]+)+", path.stem)
        text = path.read_text()
        revision = re.search(r"^revision(?:: \w+)? = \"(\d{4})\"$", text, re.MULTILINE)
        down = re.search(r"^down_revision[^=]* = (?:\"(\d{4})\"|None)$", text, re.MULTILINE)
        assert revision is not None
        assert down is not None
        assert (revision[1], down[1]) == (f"{number:04}", before)
        before = revision[1]

    assert files


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrations_make_what_the_tables_say(
    service: str, service_database: Callable[[str], str]
) -> None:
    metadata = tables_of(service)
    database = Database(service_database(service))

    def differences(connection: sa.Connection) -> list[object]:
        options = {"include_name": _is_of_the_service, "include_object": _is_told_by_both}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    try:
        async with database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
            tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    finally:
        await database.dispose()

    assert set(tables) >= KIT_TABLES


@pytest.mark.parametrize("service", SERVICES)
def test_a_migration_can_be_taken_back(
    service: str, service_database: Callable[[str], str]
) -> None:
    folder = ROOT / "services" / service / "migrations"
    url = service_database(service)

    downgrade(url, folder, "base")
    migrations.upgrade(url, folder)


def _is_of_the_service(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name not in KIT_TABLES


def _is_told_by_both(
    _found: object, _name: str | None, kind: str, reflected: object, other: object
) -> bool:
    """Leave out indexes that only the migrations know: they change no answer, only its time."""
    return not (kind == "index" and reflected and other is None)
