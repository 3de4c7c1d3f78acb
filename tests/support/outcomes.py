"""What a fixture does to a service happens once; later tests get its outcome from a copy.

Agencies, a campaign and answers that are put through the API take longer than most tests of what
comes then. So the rows and the records that they leave are kept, and the next test of the same
process that asks for the same gets these. The first test of each process runs on what really
happened.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from contracts.topics import TOPICS
from kit.database import Database, raw
from kit.messaging import Record, TopicPartition
from kit.testing import MemoryBroker

_TABLES: Final = (
    "SELECT oid::regclass::text FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
_SEQUENCES: Final = (
    "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"
    " WHERE last_value IS NOT NULL"
)
# Rows are put back as they were, in any order, also those that a service may only add.
_AS_THEY_WERE: Final = (
    "SET LOCAL session_replication_role = replica; SET LOCAL ROLE pg_write_all_data"
)
_Step = tuple[Callable[..., Any], tuple[Hashable, ...]]


@dataclass(frozen=True, slots=True)
class _Outcome:
    rows: Mapping[str, bytes]  # of each table that has any, as COPY writes them
    numbers: Mapping[str, int]  # the last one of each sequence that was used
    records: Mapping[TopicPartition, Sequence[Record]]
    returned: Any


_kept: dict[tuple[type, *tuple[_Step, ...]], _Outcome] = {}


class Repeated:
    """A service on a database and a broker in memory, to which fixtures do things."""

    database: Database
    broker: MemoryBroker
    steps: tuple[_Step, ...] = ()

    async def once(self, do: Callable[..., Awaitable[Any]], *given: Hashable) -> Any:
        """Do `do(self, *given)`, or put back what it led to before; return what it returned.

        Only fixtures use it, one after another: nothing else may change anything before. `do` is a
        function of a module, and what is given to it decides what it does.
        """
        for each in (do, *given):
            assert "<locals>" not in getattr(each, "__qualname__", ""), "it is new for each test"
        before = _kept.get((type(self), *self.steps)) or await self._keep(None)
        self.steps = (*self.steps, (do, given))
        if (outcome := _kept.get((type(self), *self.steps))) is None:
            assert (await self._rows())[0] == before.rows, "something else was done before"
            returned = await do(self, *given)
            await self.settle()
            outcome = await self._keep(returned)
        else:
            await self._put_back(outcome, before)
            await self.resume()
        return deepcopy(outcome.returned)

    async def settle(self) -> None:
        """Wait until what was done is over."""

    async def resume(self) -> None:
        """Take note of what was put back."""

    async def _keep(self, returned: Any) -> _Outcome:
        rows, numbers = await self._rows()
        records = {
            partition: self.broker.read(partition, 0, limit=self.broker.log_end(partition))
            for topic in TOPICS
            for partition in self.broker.partitions_of(topic)
        }
        outcome = _Outcome(rows, numbers, records, returned)
        return _kept.setdefault((type(self), *self.steps), outcome)

    async def _rows(self) -> tuple[dict[str, bytes], dict[str, int]]:
        async with self.database.transaction() as session:
            driver = await raw(session)
            used = " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - the database's own names
                for (name,) in await driver.fetch(_TABLES)
            )
            rows = {name: await _copy(driver, name) for (name,) in await driver.fetch(used)}
            return rows, dict(await driver.fetch(_SEQUENCES))

    async def _put_back(self, outcome: _Outcome, before: _Outcome) -> None:
        async with self.database.transaction() as session:
            driver = await raw(session)
            await driver.execute(_AS_THEY_WERE)
            for table in before.rows.keys() | outcome.rows.keys():
                if (rows := outcome.rows.get(table)) != before.rows.get(table):
                    await _replace(driver, table, rows)
            for name, last in outcome.numbers.items():
                await driver.execute(f"SELECT setval('{name}', {last})")
        for partition, records in outcome.records.items():
            if new := records[len(before.records[partition]) :]:
                self.broker.append(partition, [*new])


async def _copy(driver: asyncpg.Connection, table: str) -> bytes:
    parts: list[bytes] = []

    async def take(part: bytes) -> None:
        parts.append(part)

    await driver.copy_from_table(table, output=take, format="binary")
    return b"".join(parts)


async def _replace(driver: asyncpg.Connection, table: str, rows: bytes | None) -> None:
    await driver.execute(f"DELETE FROM {table}")  # noqa: S608 - the database's own name
    if rows is not None:
        await driver.copy_to_table(table, source=_once(rows), format="binary")


async def _once(data: bytes) -> Any:
    yield data
