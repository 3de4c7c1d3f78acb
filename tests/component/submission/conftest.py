"""A submission service on a real database and a broker in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.support.outcomes import Repeated
from tests.support.steps import reach
from tests.support.tokens import TokenIssuer
from tests.support.waiting import eventually, until

from contracts.envelope import Event, Header
from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import EditionPublishedV1, Node, Scale, ScaleLevel
from contracts.registry import decode, encode
from contracts.topics import TOPICS, partition_for
from contracts.values import Text
from kit.database import Database
from kit.messaging import Record
from kit.testing import MemoryBroker
from submission.app import create_app
from submission.editions.consumers import create_consumers as of_editions
from submission.scores.consumers import create_consumers as of_scores
from submission.settings import SubmissionSettings

ISSUER = TokenIssuer("https://issuer.test")
NAME = Text(id="Nama", en="Name")
REGION = "9901"


def bearer(*roles: str, agency: str | None = REGION, subject: str = "someone") -> dict[str, str]:
    return {"Authorization": f"Bearer {ISSUER.token(*roles, agency=agency, subject=subject)}"}


def somebody(role: str, agency: str | None = None, *, name: str | None = None) -> dict[str, str]:
    return bearer(role, agency=agency or REGION, subject=name or f"a-{role}")


@dataclass
class Service(Repeated):
    """The running service: its API, its database and what it said on Kafka."""

    api: httpx.AsyncClient
    database: Database
    broker: MemoryBroker
    heard: int = 0

    async def hear(self, *events: Event) -> None:
        """Let the service's consumers apply events, and wait until they have."""
        for event in events:
            await self.broker.send([record(event, number=self.heard)])
            self.heard += 1
        stop = asyncio.Event()
        consumers = [
            *of_editions(self.database, self.broker),
            *of_scores(self.database, self.broker),
        ]
        running = [asyncio.create_task(consumer.run(stop)) for consumer in consumers]
        await eventually(self._caught_up)
        stop.set()
        await asyncio.gather(*running)

    async def said(self, topic: str, *, count: int) -> list[Any]:
        """Return the events of a topic once there are `count` of them."""
        await until(lambda: len(self.broker.records(topic)) >= count)
        return [
            decode(dict(each.headers)[Header.TYPE].decode(), each.value or b"")
            for each in self.broker.records(topic)
        ]

    async def put_agency(
        self, code: str, parent: str | None = REGION, **body: Any
    ) -> httpx.Response:
        """Create an agency as the region's coordinator."""
        state = {
            "name": f"Instansi {code}",
            "agency_kind": "regency" if parent is None else "agency",
            "parent_code": parent,
            "valid_from": "2017-01-01",
        }
        return await self.api.put(
            f"/agencies/{code}", json=state | body, headers={"If-None-Match": "*"}
        )

    async def open_campaign(self, code: str = "spbe-2026", **body: Any) -> httpx.Response:
        """Open a campaign as the region's coordinator."""
        state = {
            "code": code,
            "name": "Kegiatan",
            "edition_code": "spbe",
            "derivation_set_version": 1,
            "period": "2026",
            "agency_codes": [REGION],
        }
        return await self.api.post("/campaigns", json=state | body)

    async def open_akip(self, code: str = "akip-2026", **body: Any) -> httpx.Response:
        """Open an AKIP campaign, on an edition of that instrument."""
        if not await self.count("edition WHERE edition_code = 'akip'"):
            await self.hear(edition("akip", hash_letter="d"))
        plain = {"kind": "akip", "edition_code": "akip", "derivation_set_version": None}
        return await self.open_campaign(code, **plain | {"agency_codes": ["9901.1"]} | body)

    async def assessment(self, campaign: str = "spbe-2026", agency: str = REGION) -> str:
        """Return the id of an assessment."""
        found = await self.api.get("/assessments", params={"campaign": campaign, "agency": agency})
        (item,) = found.json()["items"]
        return str(item["assessment_id"])

    async def reach(self, address: str, stage: str) -> None:
        """Carry the stages of an assessment on, each by people of its own, until one is open."""
        await reach(self.api, address, stage, of=somebody)

    async def count(self, what: str) -> int:
        """Count rows."""
        async with self.database.engine.connect() as connection:
            found = await connection.execute(text(f"SELECT count(*) FROM {what}"))  # noqa: S608 - the test's own text
            return int(found.scalar_one())

    async def execute(self, statement: str) -> None:
        """Do something to the database that the service would not."""
        async with self.database.engine.begin() as connection:
            await connection.execute(text(statement))

    async def settle(self) -> None:
        """Wait until everything that it said is on Kafka."""

        async def is_sent() -> bool:
            return not await self.count("outbox")

        await eventually(is_sent)

    async def resume(self) -> None:
        """Take note of what was heard before."""
        self.heard = await self._consumed()

    async def _caught_up(self) -> bool:
        return await self._consumed() == self.heard

    async def _consumed(self) -> int:
        async with self.database.engine.connect() as connection:
            found = await connection.execute(
                text("SELECT coalesce(sum(next_offset), 0) FROM consumer_offset")
            )
            return int(found.scalar_one())


def record(event: Event, *, number: int) -> Record:
    key = event.key.encode()
    return Record(
        event.TOPIC,
        partition_for(key, TOPICS[event.TOPIC].partitions),
        key,
        encode(event),
        (
            (Header.ID, f"event-{number}".encode()),
            (Header.TYPE, event.TYPE.encode()),
            (Header.TIME, b"2026-01-01T00:00:00+00:00"),
        ),
    )


def edition(
    code: str = "spbe",
    *,
    hash_letter: str = "a",
    period: Any = "year",
    instrument: str | None = None,
) -> EditionPublishedV1:
    """Return an edition with two indicators on levels 1 to 3 and one in percent."""
    levels = tuple(ScaleLevel(value=str(value), name=NAME) for value in (1, 2, 3))
    return EditionPublishedV1(
        edition_code=code,
        instrument_code=instrument or code,
        revision=1,
        content_hash=hash_letter * 64,
        title=NAME,
        source="contoh",
        certainty="verified",
        period_kind=period,
        announced_decimals=2,
        scales=(
            Scale(code="levels", kind="levels", minimum="1", maximum="3", levels=levels),
            Scale(code="percent", kind="percent", minimum="0", maximum="100"),
        ),
        nodes=(
            Node(code="index", kind="instrument", name=NAME, weight="100"),
            *(
                Node(
                    code=indicator,
                    kind="indicator",
                    name=NAME,
                    weight=weight,
                    parent_code="index",
                    scale_code=scale,
                )
                for indicator, weight, scale in (
                    ("1", "40", "levels"),
                    ("2", "40", "levels"),
                    ("P", "20", "percent"),
                )
            ),
        ),
        predicates=(),
        maturity_levels=(),
        published_at=ISSUER.clock.now(),
    )


def derivations(code: str = "spbe", *, hash_letter: str = "b") -> DerivationsPublishedV1:
    return DerivationsPublishedV1(
        edition_code=code,
        derivation_set_version=1,
        content_hash=hash_letter * 64,
        rules=(),
        published_at=ISSUER.clock.now(),
    )


@pytest.fixture
def app(service_database: Callable[[str], str], memory_broker: MemoryBroker) -> FastAPI:
    """The application of the service; nothing runs yet."""
    made = create_app(
        SubmissionSettings(
            database_url=service_database("submission"),
            kafka_bootstrap_servers="unused:9092",
            oidc_issuer=ISSUER.issuer,
            cursor_key="of-this-test-and-longer-than-32-characters",
        ),
        broker=memory_broker,
    )
    made.state.verifier = ISSUER.verifier()
    return made


@pytest.fixture
async def empty(app: FastAPI, memory_broker: MemoryBroker) -> AsyncIterator[Service]:
    """The service with nothing in it; requests come from the region's coordinator."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://submission.test/api/v1",
            headers=bearer("coordinator"),
        ) as api,
    ):
        yield Service(api, app.state.database, memory_broker)


@pytest.fixture
async def service(empty: Service) -> Service:
    """The service with a region of two agencies and one edition."""
    await empty.once(_enter_region)
    return empty


async def _enter_region(service: Service) -> None:
    await service.hear(edition(), derivations())
    for code, parent in ((REGION, None), ("9901.1", REGION), ("9901.2", REGION)):
        assert (await service.put_agency(code, parent)).status_code == 201


@pytest.fixture
async def answers(service: Service) -> str:
    """Open an assessment of the region and of both agencies; return the region's address."""
    return str(await service.once(_open_answers))


async def _open_answers(service: Service) -> str:
    await service.open_campaign(agency_codes=None)
    return f"/assessments/{await service.assessment()}/answers"


@pytest.fixture(name="bearer")
def bearer_fixture() -> Callable[..., dict[str, str]]:
    """Return the header of a token for some roles and an agency."""
    return bearer


@pytest.fixture(name="edition")
def edition_fixture() -> Callable[..., EditionPublishedV1]:
    """Return a maker of editions."""
    return edition


@pytest.fixture(name="derivations")
def derivations_fixture() -> Callable[..., DerivationsPublishedV1]:
    """Return a maker of derivation sets."""
    return derivations
