"""A replay as a test runs it: the broker in memory, the tables made by the migrations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from tests.component.scoring.conftest import NOW

from kit.database import Database, migrations
from kit.messaging import Record
from kit.outbox import unpack_headers
from kit.testing import FixedClock
from sandbox.settings import CHECKOUT
from scoring.replay.consumers.replay import LogAndDatabases, Outcome, ReplayOptions, replay
from scoring.replay.store.shadow import SCHEMA
from scoring.replay.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.component.scoring.conftest import Service

MIGRATIONS = CHECKOUT / "services" / "scoring" / "migrations"


async def replayed(service: Service, **options: Any) -> Outcome:
    """Replay as `options` say and return what came out."""
    url = service.database.engine.url.render_as_string(hide_password=False)
    shadow = Database(url, pool_size=2, schema=SCHEMA)
    try:
        stores = LogAndDatabases(
            live=service.database,
            shadow=shadow,
            broker=service.broker,
            make_tables=partial(migrations.upgrade, url, MIGRATIONS, schema=SCHEMA),
        )
        return await replay(
            stores, ReplayOptions(**options), FixedClock(NOW), lambda _done, _total: None
        )
    finally:
        await shadow.dispose()


async def publish(service: Service) -> None:
    """Bring what the service announced to the broker, as its relay would."""
    rows = await service.rows(
        "SELECT topic, partition, key, value, headers FROM outbox ORDER BY id"
    )
    await service.broker.send(
        [Record(row[0], row[1], row[2], row[3], unpack_headers(row[4])) for row in rows]
    )
    await change(service, "DELETE FROM outbox")


async def change(service: Service, *statements: str) -> None:
    """Change the database behind the service's back."""
    async with service.database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def contents(
    service: Service, *unlike: str, without: Sequence[str] = ("version", "reckoned_version")
) -> dict[str, list[str]]:
    """Return all rows of all tables but some, without some columns."""
    left = "".join(f" - '{column}'" for column in without)
    return {
        name: [
            row[0]
            for row in await service.rows(
                f"SELECT (to_jsonb(t){left})::text FROM {name} AS t ORDER BY 1"  # noqa: S608 - the test's own text
            )
        ]
        for name in METADATA.tables
        if name not in unlike
    }
