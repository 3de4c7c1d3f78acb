"""Records that were read before ids named their listing keep their history, and are found."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from integration.records.store import records as store
from kit.database import Database, migrations
from sandbox.servers.databases import Databases
from sandbox.settings import CHECKOUT

FOLDER = CHECKOUT / "services" / "integration" / "migrations"
FILL = """
INSERT INTO source (source_code, system, name, region_code, base_url, secret_name,
    interval_seconds, timeout_seconds, years, units, options, revision, changed_at)
    VALUES ('sakip', 'e-sakip', 'x', '9901', 'https://x.test', 'x', 60, 60, '[2026]', '{}', '{}',
    1, now());
INSERT INTO record (source_code, kind, record_id, resource, content, content_hash, revision, gone,
    changed_at) SELECT 'sakip', kind, id, resource, '{}', 'hash', 2, false, now() FROM (VALUES
    ('achievement', '5', 'achievements/2026-Q1'),
    ('key_indicator', '5', 'key-indicators/2025-2029'),
    ('document', 'lkjip:2026:5', 'documents/lkjip/2026'), ('unit', '5', 'units'))
    AS read (kind, id, resource);
INSERT INTO record_revision (source_code, kind, record_id, revision, content, content_hash, gone,
    run_id, recorded_at) SELECT source_code, kind, record_id, number, content, content_hash, false,
    gen_random_uuid(), now() FROM record, generate_series(1, 2) AS number;
"""
IDS = "SELECT kind, record_id FROM {} ORDER BY kind, record_id"
MAY = "SELECT has_any_column_privilege('record_revision', 'UPDATE')"
NEW = [
    ("achievement", "2026-Q1:5"),
    ("document", "lkjip:2026:5"),
    ("key_indicator", "2025-2029:5"),
    ("unit", "5"),
]


@pytest.fixture
def before(databases: Databases) -> Iterator[str]:
    """Return the URL of a database of the release before, and drop it in the end."""
    name = f"integration_before_{secrets.token_hex(3)}"
    url = databases.create_database(name, name)
    migrate(url, "0005")
    yield url
    databases.drop_database(name)


async def test_records_keep_their_versions_and_are_found_by_both_ids(before: str) -> None:
    connection: Any = await asyncpg.connect(before.replace("+asyncpg", ""))
    await connection.execute(FILL)
    migrate(before, "head")
    assert [tuple(row) for row in await connection.fetch(IDS.format("record"))] == NEW
    revisions = [tuple(row) for row in await connection.fetch(IDS.format("record_revision"))]
    assert revisions == sorted(NEW * 2)
    assert await connection.fetchval(MAY) is False
    await connection.close()

    database = Database(before)
    async with database.reading() as session:
        for record_id in ("5", "2026-Q1:5"):
            found = await store.find(session, "sakip", "achievement", record_id)
            assert found is not None
            assert (found.record.record_id, found.former_id) == ("2026-Q1:5", "5")
            assert [version.revision for version in found.versions] == [2, 1]
    await database.dispose()


def migrate(url: str, revision: str) -> None:
    """Migrate in a thread of its own: here an event loop runs."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(migrations.upgrade, url, FOLDER, revision).result()
