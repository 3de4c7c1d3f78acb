"""A source that pushes its plans, what it pushes, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.component.integration.fake_planning import YEAR
from tests.component.integration.world import World

from integration.feeds.domain.record import Answer
from integration.feeds.usecases.take import Push, Replayed, take
from integration.feeds.usecases.watch import derive_waiting
from integration.runs.usecases.sync import sync_source

TABLES = {
    "plafon1": "ceilings",
    "dokumen": "documents",
    "konsultasi": "consultations",
    "pertukaran": "exchanges",
}


@dataclass
class Pushing:
    """Pushes to the source `planning` of a world, without HTTP."""

    world: World
    code: str = "planning"

    async def register(self, *ways: str, **changes: Any) -> None:
        """Register the source with its ways, push alone unless others are named."""
        await self.world.register(code=self.code, ways=ways or ("push",), **changes)

    async def take(self, *records: object) -> list[Answer]:
        """Push records in one request."""
        async with self.world.database.transaction() as session:
            found = await take(session, self.code, [Push(records)], at=self.world.clock.now())
        assert not isinstance(found[0], Replayed)
        return found[0]

    async def derive(self) -> str:
        """Derive from what waits; a source that was never read is read first."""
        derived = await derive_waiting(self.world.database, self.world.clock, self.code)
        if derived.status == "put_off":
            await sync_source(self.code, self.world.tools())
            derived = await derive_waiting(self.world.database, self.world.clock, self.code)
        return derived.status

    async def push(self, *records: object) -> list[str]:
        """Push records, derive what follows, and return what was answered."""
        answers = await self.take(*records)
        await self.derive()
        return [answer.status for answer in answers]

    async def facts(self, code: str | None = None) -> dict[tuple[str, str, str], tuple[Any, ...]]:
        """Return the facts of a source: what is known, and why not."""
        rows = await self.world.query(
            "SELECT * FROM fact WHERE source_code = $1", code or self.code
        )
        return {
            (row["agency_code"], row["fact"], row["period"]): (
                row["status"],
                row["value"],
                row["reason"],
            )
            for row in rows
        }

    async def records(self, code: str | None = None) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Return the records of a source that are not gone."""
        rows = await self.world.query(
            "SELECT * FROM record WHERE source_code = $1 AND NOT gone", code or self.code
        )
        return {
            (row["kind"], row["record_id"]): (row["content"], row["agency_code"]) for row in rows
        }


def records_of(tables: dict[str, list[dict[str, Any]]], **more: Any) -> Sequence[dict[str, Any]]:
    """Return the rows of a system as they are pushed."""
    return [
        {"listing": f"{TABLES[name]}/{YEAR}", "id": row["transid"], "row": row, **more}
        for name, rows in tables.items()
        for row in rows
    ]
