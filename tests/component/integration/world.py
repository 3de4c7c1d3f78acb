"""A source, its readings, and what they told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr
from tests.component.integration.fake_planning import (
    DINKES,
    DISHUB,
    KOMINFO,
    SECRET,
    YEAR,
    FakePlanning,
)
from tests.support.waiting import NEVER_SECONDS, eventually

from contracts.envelope import Header
from contracts.registry import decode
from contracts.topics import FACT
from integration.reading.adapters.client import make_client
from integration.reading.adapters.effort import Effort
from integration.runs.usecases.sync import Tools, sync_source
from integration.runs.usecases.watch import watch_sources
from integration.settings import SourceSecret
from integration.sources import store as sources
from integration.sources.domain.source import Options, Source
from integration.sources.usecases.check_access import Allowed
from kit.database import Database
from kit.messaging import Record
from kit.testing import FixedClock, MemoryBroker

HOSTS = frozenset({"planning.test", "stalled.test"})
PUSH_KEY = "a-key-of-the-source-that-has-32-bytes-and-more"
# The API keeps real time; the world's clock starts there and is moved by hand.
# Time goes by in hours here, and must not pass today: nobody may ask as of a moment to come.
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)


@dataclass
class World:
    """A source, its readings, and what they told."""

    database: Database
    broker: MemoryBroker
    fake: FakePlanning
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    other: FakePlanning = field(default_factory=FakePlanning)
    seen: list[Record] = field(default_factory=list)
    credentials: dict[str, SourceSecret] = field(default_factory=lambda: {**credentials()})
    targets: frozenset[str] = HOSTS

    def tools(self, fake: FakePlanning | None = None) -> Tools:
        client = make_client(
            transport=(fake or self.fake).transport,
            allowed_targets=HOSTS,
            max_body_bytes=1_000_000,
        )
        return Tools(
            database=self.database,
            client=client,
            allowed=Allowed(targets=self.targets, credentials=self.credentials),
            clock=self.clock,
            jitter=lambda: 0,
            effort=Effort(attempts=2),
            beat_seconds=NEVER_SECONDS,  # what takes no moment here, says nothing meanwhile
        )

    async def register(self, **changes: Any) -> Source:
        given = planning_source(**changes)
        async with self.database.transaction() as session:
            await sources.add(session, given, by="operator", at=self.clock.now())
        return given

    async def sync(self, code: str = "planning", fake: FakePlanning | None = None) -> str | None:
        """Let time pass until the source is due, and read it."""
        self.clock.advance(timedelta(minutes=10))
        # What the API registers is due by the real clock, which may be ahead of this one.
        for state in await self.query("SELECT next_due_at FROM source_state"):
            self.clock.advance(max(state["next_due_at"] - self.clock.now(), timedelta()))
        return await sync_source(code, self.tools(fake))

    def another_fake(self) -> FakePlanning:
        """Return a second system, which answers at stalled.test."""
        self.other = FakePlanning(KOMINFO)
        return self.other

    async def watch(self) -> None:
        """Watch the sources as a worker does, the second system among them."""

        async def route(request: httpx.Request) -> httpx.Response:
            fake = self.other if request.url.host == "stalled.test" else self.fake
            return await fake.answer(request)

        both = FakePlanning()
        both.answer = route  # type: ignore[method-assign] # the fake's door leads to both
        await watch_sources(self.tools(both), poll_seconds=0.02)

    async def told(self) -> list[Any]:
        """Return the events since the last call, once they are all sent."""

        async def all_sent() -> bool:
            return not await self.query("SELECT id FROM outbox")

        await eventually(all_sent)
        records = self.broker.records(FACT.name)
        fresh = [record for record in records if record not in self.seen]
        self.seen.extend(fresh)
        return [
            decode(dict(record.headers)[Header.TYPE].decode(), record.value or b"")
            for record in fresh
        ]

    async def facts(self, org: str) -> dict[str, Any]:
        """Return an agency's facts of the year: name -> (status, value)."""
        found = await self.query(
            "SELECT fact, status, value FROM fact WHERE agency_code = $1", f"9901.{org}"
        )
        return {row["fact"]: (row["status"], row["value"]) for row in found}

    async def writes(self) -> int:
        """Return how many rows the transactions so far have written, of whatever table but one.

        The relay takes what was sent out of the outbox, and counts it a moment later.
        """
        await self.query("SELECT pg_stat_force_next_flush()")
        found = await self.query(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::int AS rows"
            " FROM pg_stat_user_tables WHERE relname <> 'outbox'"
        )
        return int(found[0]["rows"])

    async def write(self, sql: str, *values: Any) -> None:
        """Change something behind the service's back."""
        async with self.database.engine.begin() as connection:
            await connection.exec_driver_sql(sql, values)

    async def query(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        async with self.database.engine.connect() as connection:
            found = await connection.exec_driver_sql(sql, values)
            return [dict(row._mapping) for row in found]


def credentials() -> dict[str, SourceSecret]:
    """Return the credentials of the settings: those of the region, and one of another."""
    secrets = {"planning": SECRET, "wrong": "a-wrong-token"}
    own = {name: _credential(secret, "9901", HOSTS) for name, secret in secrets.items()}
    keys = {"push": PUSH_KEY, "short": "a-key-that-is-too-short"}
    own |= {
        name: _credential(secret, "9901", frozenset(), signs=True) for name, secret in keys.items()
    }
    other = {"of-another-region": _credential("another-region-s-token", "9902", HOSTS)}
    return own | other


def _credential(
    secret: str, agency_code: str, hosts: frozenset[str], *, signs: bool = False
) -> SourceSecret:
    return SourceSecret(secret=SecretStr(secret), agency_code=agency_code, hosts=hosts, signs=signs)


def planning_source(**changes: Any) -> Source:
    given: dict[str, Any] = {
        "code": "planning",
        "system": "e-planning",
        "name": "E-Planning",
        "region_code": "9901",
        "base_url": "http://planning.test",
        "secret_name": "planning",
        "interval_seconds": 60,
        "timeout_seconds": 5,
        "years": (YEAR,),
        "units": {org: f"9901.{org}" for org in (KOMINFO, DISHUB, DINKES)},
        "options": Options(number_format="plain"),
        "revision": 1,
    }
    return Source(**{**given, **changes})
