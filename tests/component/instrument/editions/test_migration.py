"""What was published before lists knew of days and caveats shows them too, and stays as it is."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest
from tests.support.library import packaged_library

from instrument.documents.domain.canonical import canonical, content_hash
from kit.database import migrations
from sandbox.servers.databases import Databases
from sandbox.settings import CHECKOUT

FOLDER = CHECKOUT / "services" / "instrument" / "migrations"
ADD = """
INSERT INTO edition (edition_code, instrument_code, title_id, title_en, certainty, period_kind,
                     content, content_hash, published_at, status, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), 'published', 1)
"""
SHOW = "SELECT edition_code, in_force_from, in_force_until, caveat_id, content_hash FROM edition"
MAY = "SELECT has_table_privilege('edition', 'UPDATE')"
EDITIONS = packaged_library().editions


@pytest.fixture
def before(databases: Databases) -> Iterator[str]:
    """Return the URL of a database of the release before, and drop it in the end."""
    name = f"instrument_before_{secrets.token_hex(3)}"
    url = databases.create_database(name, name)
    migrate(url, "0002")
    yield url
    databases.drop_database(name)


async def test_editions_that_were_there_are_filled_in(before: str) -> None:
    connection = await asyncpg.connect(before.replace("+asyncpg", ""))
    for edition in EDITIONS:
        content = canonical(edition)
        await connection.execute(ADD, *listed(edition), content, content_hash(content))
    migrate(before, "head")
    shown = {row[0]: tuple(row)[1:] for row in await connection.fetch(SHOW)}
    assert shown == {
        edition.edition_code: (
            edition.in_force_from,
            edition.in_force_until,
            None if edition.caveat is None else edition.caveat.id,
            content_hash(canonical(edition)),
        )
        for edition in EDITIONS
    }
    assert not await connection.fetchval(MAY)
    await connection.close()


def listed(edition: Any) -> list[str]:
    return [
        edition.edition_code,
        edition.instrument_code,
        edition.title.id,
        edition.title.en,
        edition.certainty,
        edition.period_kind,
    ]


def migrate(url: str, revision: str) -> None:
    # In a thread of its own: it runs an event loop, and the test may be inside one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(migrations.upgrade, url, FOLDER, revision).result()
