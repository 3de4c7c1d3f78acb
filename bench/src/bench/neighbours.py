"""W7: how long a reading takes beside sources that misbehave, against the same one alone.

One worker's event loop, a real PostgreSQL, simulated systems as processes of their own. The good
source is read anew each time, all its rows; the bad ones are tried again as the worker does it,
after a pause that grows.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from statistics import median
from subprocess import PIPE, Popen
from typing import Final

import asyncpg
from pydantic import SecretStr

from bench.environment import plain_url
from integration.agencies import store as agency_store
from integration.agencies.domain import Agency
from integration.reading.adapters.client import make_client
from integration.reading.adapters.reader import Client
from integration.runs.usecases.sync import Tools, sync_source
from integration.settings import SourceSecret
from integration.sources import store as sources
from integration.sources.domain.source import NUMBER_FORMATS, Options, Source, System
from integration.sources.usecases.check_access import Allowed
from kit.database import Database, DatabaseClock
from sandbox.access import calls
from sandbox.region.agencies import agencies
from sandbox.region.years import YEARS

ROUNDS: Final = 5
READINGS: Final = 6
MODES: Final = ("bomb", "deep", "endless_pages", "drip", "stall", "broken_rows")
_GOOD: Final[System] = "e-planning"
_BAD: Final[System] = "e-program"
_SECRET: Final = "of-the-benchmark"  # noqa: S105 - a throw-away secret
_REGION: Final = "9901"
_POOL: Final = 8


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Milliseconds of a reading, medians of the rounds."""

    alone: float
    beside: float

    @property
    def slower(self) -> float:
        """Return by which share a reading is slower beside bad sources."""
        return self.beside / self.alone - 1


async def measure_neighbours(url: str) -> Neighbours:
    """Measure in a migrated database of integration."""
    database = Database(url, pool_size=_POOL)
    with _system(_GOOD) as good, _systems(_BAD, MODES) as bad:
        hosts = frozenset(address.removeprefix("http://") for address in (good, *bad))
        async with make_client(max_body_bytes=16_777_216, allowed_targets=hosts) as client:
            tools = _tools(database, client, hosts)
            await _register(database, good, bad)
            await _read(url, tools)
            alone, beside = [], []
            for _ in range(ROUNDS):
                alone.append(await _read(url, tools))
                async with _watching(tools, len(bad)):
                    beside.append(await _read(url, tools))
    await database.dispose()
    return Neighbours(median(alone), median(beside))


async def _read(url: str, tools: Tools) -> float:
    """Read the good source several times, all of it, and return the milliseconds of one reading."""
    took = []
    for _ in range(READINGS):
        await _forget_tags(url)
        began = time.perf_counter()
        outcome = await sync_source(_GOOD, tools)
        took.append((time.perf_counter() - began) * 1000)
        if outcome != "succeeded":
            raise RuntimeError(f"the good source could not be read: {outcome}")
    return median(took)


async def _forget_tags(url: str) -> None:
    connection = await asyncpg.connect(plain_url(url))
    try:
        await connection.execute("UPDATE listing SET etags = '[]' WHERE source_code = $1", _GOOD)
        await connection.execute(
            "UPDATE source_state SET next_due_at = now() WHERE source_code = $1", _GOOD
        )
    finally:
        await connection.close()


@asynccontextmanager
async def _watching(tools: Tools, count: int) -> AsyncIterator[None]:
    """Read the bad sources whenever they are due, each in a task of its own."""

    async def watch(code: str) -> None:
        while True:
            await sync_source(code, tools)
            await asyncio.sleep(0.1)

    tasks = [asyncio.create_task(watch(f"bad-{place}")) for place in range(count)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _tools(database: Database, client: Client, hosts: frozenset[str]) -> Tools:
    secret = SourceSecret(secret=SecretStr(_SECRET), agency_code=_REGION, hosts=hosts)
    return Tools(
        database=database,
        client=client,
        allowed=Allowed(targets=hosts, credentials={"bench": secret}),
    )


async def _register(database: Database, good: str, bad: Sequence[str]) -> None:
    now = DatabaseClock().now()
    known = [_agency(_REGION, None), *(_agency(each.code, _REGION) for each in agencies())]
    async with database.transaction() as session:
        await agency_store.save(session, known)
    async with database.transaction() as session:
        for source in (_source(_GOOD, _GOOD, good), *_bad_sources(bad)):
            await sources.add(session, source, by="bench", at=now)


def _bad_sources(addresses: Sequence[str]) -> Iterator[Source]:
    for place, address in enumerate(addresses):
        yield _source(f"bad-{place}", _BAD, address)


def _source(code: str, system: System, address: str) -> Source:
    return Source(
        code=code,
        system=system,
        name=code,
        region_code=_REGION,
        base_url=address,
        secret_name="bench",  # noqa: S106 - the name of a secret
        interval_seconds=1,
        timeout_seconds=5,
        years=YEARS,
        units={each.ids[system]: each.code for each in agencies()},
        options=Options(number_format=NUMBER_FORMATS[system]),
        revision=1,
    )


def _agency(code: str, parent: str | None) -> Agency:
    return Agency(
        agency_code=code,
        name=code,
        agency_kind="regency" if parent is None else "agency",
        parent_code=parent,
        valid_from=date(2000, 1, 1),
        valid_until=None,
        revision=1,
    )


@contextmanager
def _system(name: str, mode: str = "none") -> Iterator[str]:
    """Start a simulated system that misbehaves in a way, and give its address."""
    process = Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "sandbox.sources", name, "--delay-ms", "0"],
        env={**os.environ, "TOLOK_SOURCE_SECRET": _SECRET},
        stdout=PIPE,
        text=True,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("a simulated system says its port")
        address = f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
        calls.send_json("POST", f"{address}/_control/fault", {"mode": mode}, token="")
        yield address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _systems(name: str, modes: Sequence[str]) -> Iterator[list[str]]:
    """Start one simulated system for each way to misbehave."""
    if not modes:
        yield []
        return
    with _system(name, modes[0]) as first, _systems(name, modes[1:]) as others:
        yield [first, *others]
