"""An integration service on a real database, a broker in memory, a source in memory."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from contracts.envelope import Header
from contracts.registry import decode
from contracts.topics import FACT
from integration.app import create_app
from integration.domain.source import Options, Source
from integration.settings import IntegrationSettings
from integration.sources.collection import Effort
from integration.store import agency, source
from integration.store.agency import Agency
from integration.usecases.sync_source import Tools, sync_source
from integration.usecases.watch_sources import watch_sources
from kit.auth import TokenVerifier
from kit.broker import Record
from kit.clock import FixedClock
from kit.database import Database
from kit.http import HttpClient
from kit.memory import MemoryBroker
from kit.relay import Relay
from kit.signing import TokenIssuer

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
ISSUER = TokenIssuer("https://issuer.test")
# The API keeps real time; the world's clock starts there and is moved by hand.
START = datetime.now(UTC).replace(microsecond=0)
SECRET = "a-token-for-tests"
Row = dict[str, Any]
YEAR = 2026


class FakePlanning:
    """Answers like e-planning, with entity tags. `mode` names how it fails, None: it does not."""

    def __init__(self, *agencies: str) -> None:
        self.mode: str | None = None
        self.before_answer: Callable[[], Awaitable[None]] | None = None
        self.requests: list[httpx.Request] = []
        self.tables: dict[str, list[Row]] = {
            "plafon1": [ceiling(place, org) for place, org in enumerate(agencies, start=1)],
            "dokumen": [document(place, org) for place, org in enumerate(agencies, start=1)],
            "konsultasi": [consultation(place, org) for place, org in enumerate(agencies, start=1)],
            "pertukaran": [exchange(place, org) for place, org in enumerate(agencies, start=1)],
        }

    @property
    def transport(self) -> httpx.MockTransport:
        """Return the way to it, without a socket."""
        return httpx.MockTransport(self.answer)

    def find(self, table: str, org: str) -> Row:
        """Return an agency's first row of a table."""
        return next(row for row in self.tables[table] if row["OrgCd"] == org)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.before_answer is not None:
            happen, self.before_answer = self.before_answer, None
            await happen()
        if self.mode is not None:
            fault: httpx.Response = await _FAULTS[self.mode](request)
            return fault
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            return httpx.Response(401, json={"status": 0, "message": "Unauthorized"})
        rows = [
            row
            for row in self.tables[request.url.path.rpartition("/")[2]]
            if not isinstance(row, dict) or str(row.get("TA", YEAR)) == request.url.params["ta"]
        ]
        body = json.dumps({"status": 1, "data": rows}).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers={"ETag": etag})
        return httpx.Response(200, content=body, headers={"ETag": etag})


def ceiling(place: int, org: str, *, ict: bool = True, amount: str = "125000000.00") -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "SOrgCd": f"{org}.01",
        "Kd_UrusanPrg": "2" if ict else "1",
        "Kd_BidangPrg": "16",
        "Kd_Prog": "03",
        "PrgNm": "PENGELOLAAN APLIKASI INFORMATIKA",
        "Kd_Keg": "02",
        "KgtNm": "Pengelolaan e-government",
        "Jumlah1": amount,
        "Status": 1,
        "TA": YEAR,
    }


def document(place: int, org: str, *, kind: str = "RENJA") -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "Jenis": kind,
        "Judul": "Rencana Kerja",
        "Status": 1,
        "TglSah": "2026-01-05 10:00:00",
        "Muatan": None,
        "TA": YEAR,
    }


def consultation(place: int, org: str, *, agreed: int = 1) -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "NoBA": f"BA/{place}",
        "TglBA": "2025-11-03",
        "Status": agreed,
        "TA": YEAR,
    }


def exchange(place: int, org: str) -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "Tujuan": "e-program",
        "Objek": "plafon",
        "Waktu": "2025-12-10 09:00:00",
        "Hasil": "OK",
        "TA": YEAR,
    }


async def _fail(_: httpx.Request) -> httpx.Response:
    return httpx.Response(500, text="Server Error")


async def _html(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, html="<html><body>Silakan masuk kembali.</body></html>")


async def _stall(_: httpx.Request) -> httpx.Response:
    await asyncio.sleep(3600)
    raise AssertionError("the deadline comes first")


async def _drip(_: httpx.Request) -> httpx.Response:
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    return httpx.Response(200, content=drops())


async def _endless(request: httpx.Request) -> httpx.Response:
    number = request.url.params["page"]
    page = 1 if number == "all" else int(number)
    rows = [ceiling(page * 1000, "2.16.01")]
    return httpx.Response(200, json={"status": 1, "last_page": page + 1, "data": rows})


async def _bomb(_: httpx.Request) -> httpx.Response:
    body = gzip.compress(b" " * 20_000_000)
    return httpx.Response(
        200, content=body, headers={"Content-Encoding": "gzip", "Content-Length": str(len(body))}
    )


async def _redirect(_: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})


async def _empty(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"status": 1, "data": []})


async def _gone(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


_FAULTS: dict[str, Callable[[httpx.Request], Any]] = {
    "fail": _fail,
    "html": _html,
    "stall": _stall,
    "drip": _drip,
    "endless": _endless,
    "bomb": _bomb,
    "redirect": _redirect,
    "empty": _empty,
    "gone": _gone,
}


@dataclass
class World:
    """A source, its readings, and what they told."""

    database: Database
    broker: MemoryBroker
    fake: FakePlanning
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    other: FakePlanning = field(default_factory=FakePlanning)
    seen: list[Record] = field(default_factory=list)

    def tools(self, fake: FakePlanning | None = None) -> Tools:
        client = HttpClient(
            "source",
            transport=(fake or self.fake).transport,
            listed=["planning.test", "stalled.test"],
            max_body_bytes=1_000_000,
        )
        return Tools(
            database=self.database,
            client=client,
            secrets={"planning": SecretStr(SECRET), "wrong": SecretStr("a-wrong-token")},
            clock=self.clock,
            jitter=lambda: 0,
            effort=Effort(attempts=2),
        )

    async def register(self, **changes: Any) -> Source:
        given = planning_source(**changes)
        async with self.database.transaction() as session:
            await source.add(session, given, by="operator", at=self.clock.now())
        return given

    async def sync(self, code: str = "planning", fake: FakePlanning | None = None) -> str | None:
        """Let time pass until the source is due, and read it."""
        self.clock.advance(timedelta(minutes=10))
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
        while await self.query("SELECT id FROM outbox"):  # noqa: ASYNC110 - a table has no event
            await asyncio.sleep(0.01)
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
        """Return how many rows the transactions so far have written, of whatever table."""
        await self.query("SELECT pg_stat_force_next_flush()")
        found = await self.query(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::int AS rows FROM pg_stat_user_tables"
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


def bearer(*roles: str, agency: str | None = "9901") -> dict[str, str]:
    """Return the header of somebody with these roles, responsible for an agency."""
    return {"Authorization": f"Bearer {ISSUER.token(*roles, agency=agency)}"}


@pytest.fixture(name="bearer")
def bearer_fixture() -> Callable[..., dict[str, str]]:
    """Give tests the way to a token."""
    return bearer


@pytest.fixture
def database_url(service_database: Callable[[str], str]) -> str:
    """Return the URL of an empty, migrated database."""
    return service_database("integration")


@pytest.fixture
async def api(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application; it asks as an operator of the region."""
    app = create_app(
        IntegrationSettings(
            database_url=database_url,
            kafka_bootstrap_servers="unused:9092",
            oidc_issuer=ISSUER.issuer,
            source_secrets={"planning": SECRET},
            allowed_targets=frozenset({"planning.test", "127.0.0.1"}),
        )
    )
    app.state.verifier = TokenVerifier.from_jwks(ISSUER.key.jwks(), issuer=ISSUER.issuer)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://integration.test/api/v1",
            headers={**bearer("operator"), "Accept-Language": "en"},
        ) as client,
    ):
        yield client


@pytest.fixture
async def world(database_url: str, memory_broker: MemoryBroker) -> AsyncIterator[World]:
    """A database with a region of three agencies, and a system that holds their plans."""
    database = Database(database_url, pool_size=5)
    await _add_agencies(database)
    async with Relay(database, memory_broker.producer()):
        yield World(database, memory_broker, FakePlanning(KOMINFO, DISHUB, DINKES))
    await database.dispose()


async def _add_agencies(database: Database) -> None:
    agencies = [
        Agency(
            agency_code=code,
            name=code,
            agency_kind="region" if parent is None else "agency",
            parent_code=parent,
            valid_from=date(2020, 1, 1),
            valid_until=None,
            revision=1,
        )
        for code, parent in [
            ("9901", None),
            *((f"9901.{org}", "9901") for org in (KOMINFO, DISHUB, DINKES)),
        ]
    ]
    async with database.transaction() as session:
        await agency.save(session, agencies)
