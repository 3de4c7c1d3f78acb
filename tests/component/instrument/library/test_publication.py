"""The worker's start publishes what is packaged, once, and the database keeps it as it is."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.support.library import packaged_library
from tests.support.waiting import until

from contracts.envelope import Header
from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import EditionPublishedV1
from contracts.registry import decode
from instrument.documents.domain.publication import ChangedContentError
from instrument.library.usecases.read import Library
from instrument.worker import publish_library
from kit.database import Database
from kit.outbox import Relay
from kit.testing import MemoryBroker
from rules.text import Text

LIBRARY = packaged_library()
TOPIC = "instrument.edition"
EDITIONS = {
    "kinerja-pd-bulanan",
    "kinerja-pd-triwulanan",
    "permenpanrb-5-2018",
    "permenpanrb-59-2020",
    "permenpanrb-8-2026-pemdi",
    "permenpanrb-88-2021-akip",
}
SETS = {
    f"{code} derivations {version}"
    for code in EDITIONS - {"permenpanrb-8-2026-pemdi"}
    for version in (1, 2)
} | {"kinerja-pd-triwulanan derivations 3"}
ALL = len(EDITIONS) + len(SETS)


async def relay(database: Database, broker: MemoryBroker, *, count: int) -> None:
    """Let the relay send what waits, until the topic holds `count` records."""
    stop = asyncio.Event()
    async with Relay(database, broker.producer()) as running:
        watching = asyncio.create_task(running.watch(stop))
        await until(lambda: len(broker.records(TOPIC)) >= count)
        stop.set()
        await watching


async def test_packaged_editions_are_published_once(
    database: Database, memory_broker: MemoryBroker
) -> None:
    assert {*await publish_library(database, LIBRARY)} == EDITIONS | SETS
    assert await publish_library(database, LIBRARY) == []
    await relay(database, memory_broker, count=ALL)
    records = memory_broker.records(TOPIC)
    types = [dict(record.headers)[Header.TYPE].decode() for record in records]
    events = [
        decode(name, record.value or b"") for name, record in zip(types, records, strict=True)
    ]
    editions = [event for event in events if isinstance(event, EditionPublishedV1)]
    sets = [event for event in events if isinstance(event, DerivationsPublishedV1)]
    assert (len(editions), len(sets)) == (len(EDITIONS), len(SETS))
    spbe = next(event for event in editions if event.edition_code == "permenpanrb-59-2020")
    assert (spbe.revision, len(spbe.nodes), len(spbe.content_hash)) == (1, 60, 64)
    assert {node.weight for node in spbe.nodes if node.parent_code == "A7"} == {"2.75"}
    assert {(record.key or b"").decode() for record in records} == EDITIONS


async def test_workers_that_start_together_publish_once(database: Database) -> None:
    published = await asyncio.gather(
        *(publish_library(database, LIBRARY) for _ in range(3)),
    )
    assert sorted(len(each) for each in published) == [0, 0, ALL]
    assert await count(database, "outbox") == ALL


async def test_other_content_under_a_published_code_is_refused(database: Database) -> None:
    await publish_library(database, LIBRARY)
    renamed = [
        replace(edition, title=Text("Judul lain", "Another title")) for edition in LIBRARY.editions
    ]
    with pytest.raises(ChangedContentError, match=r"is published with content .* never changes"):
        await publish_library(database, Library(tuple(renamed), ()))
    first = LIBRARY.derivation_sets[0]
    shorter = replace(first, rules=first.rules[:1])
    with pytest.raises(ChangedContentError, match="derivations 1 is published"):
        await publish_library(database, Library((), (shorter,)))
    assert await count(database, "outbox") == ALL


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE edition SET content = '{}'",
        "UPDATE edition SET title_id = 'x'",
        "DELETE FROM edition",
        "TRUNCATE edition CASCADE",
        "UPDATE derivation_set SET content = '{}'",
        "DELETE FROM derivation_set",
        "TRUNCATE derivation_set",
    ],
)
@pytest.mark.parametrize("lock", ["grant", "trigger"])
async def test_database_itself_refuses_to_change_what_is_published(
    database: Database, statement: str, lock: str
) -> None:
    await publish_library(database, LIBRARY)
    if lock == "trigger":
        await execute(database, "GRANT ALL ON edition, derivation_set, crosswalk TO CURRENT_USER")
    expected = "permission denied" if lock == "grant" else "never changes"
    with pytest.raises(DBAPIError, match=expected):
        await execute(database, statement)


async def test_an_edition_can_still_be_retired(database: Database) -> None:
    await publish_library(database, LIBRARY)
    await execute(
        database, "UPDATE edition SET status = 'retired', revision = 2, retired_at = now()"
    )
    assert await count(database, "edition WHERE status = 'retired'") == len(EDITIONS)


async def execute(database: Database, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))


async def count(database: Database, what: str) -> int:
    async with database.engine.connect() as connection:
        found = await connection.execute(text(f"SELECT count(*) FROM {what}"))  # noqa: S608 - the test's own text
        return int(found.scalar_one())
