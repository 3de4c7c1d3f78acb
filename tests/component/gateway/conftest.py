"""A gateway on a real port, in front of fake services on real ports, with a broker in memory."""

import asyncio
import itertools
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.envelope import Event
from contracts.events.agency import AgencyChangedV1
from contracts.events.score import ScoreChangedV1
from contracts.registry import encode
from contracts.topics import TOPICS, Topic, partition_for
from gateway import keys
from gateway.app import create_app
from gateway.domain.resource import Service
from gateway.settings import GatewaySettings
from kit.broker import BrokerError, ConsumerClient, Record, TopicPartition
from kit.memory import MemoryBroker
from kit.signing import TokenIssuer

ISSUER = "http://gateway.test"
SECRET = "a secret of the tests"
AT = datetime(2026, 3, 1, tzinfo=UTC)

Behaviour = Callable[[Request], Awaitable[Response]]


async def echo(request: Request) -> Response:
    """Tell what arrived."""
    body = await request.body()
    return JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "headers": dict(request.headers),
            "body": body.decode(),
        },
        headers={"ETag": '"7"'},
    )


@dataclass
class FakeService:
    """A service that does what a test tells it to."""

    name: str
    behave: Behaviour = echo
    document: dict[str, Any] = field(default_factory=lambda: {"paths": {}})
    seen: list[str] = field(default_factory=list)
    url: str = ""
    arrived: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        request = Request(scope, receive)
        path = request.url.path
        if path == "/openapi.json":
            answer: Response = JSONResponse(self.document)
        elif path == "/healthz":
            answer = Response("ok")
        else:
            self.seen.append(f"{request.method} {path}")
            self.arrived.release()
            answer = await self.behave(request)
        await answer(scope, receive, send)

    async def arrivals(self, count: int) -> None:
        """Return when so many requests have arrived since this was last asked."""
        async with asyncio.timeout(10):
            for _ in range(count):
                await self.arrived.acquire()


class FlakyBroker:
    """A broker in memory that can be cut off."""

    def __init__(self) -> None:
        self.inner = MemoryBroker()
        self.is_down = False
        self.opened = 0

    async def start(self) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""

    async def ping(self) -> None:
        """Answer while the line holds."""
        self.check()

    def producer(self) -> MemoryBroker:
        """Return the broker's own producer."""
        return self.inner

    def consumer(self, group: str | None) -> ConsumerClient:
        """Return a consumer on the same line."""
        self.opened += 1
        return FlakyConsumer(self, self.inner.consumer(group))

    async def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Make topics."""
        await self.inner.ensure_topics(topics)

    async def end_offsets(self, topics: Collection[str]) -> Mapping[TopicPartition, int]:
        """Return the ends while the line holds."""
        self.check()
        return await self.inner.end_offsets(topics)

    def check(self) -> None:
        """Raise while the line is cut."""
        if self.is_down:
            raise BrokerError("the line is cut")

    def recreate(self, topic: str) -> None:
        """Make a topic anew, empty."""
        for partition in self.inner.partitions_of(topic):
            self.inner._logs[partition].records.clear()


class FlakyConsumer:
    """Passes everything on while the line holds."""

    def __init__(self, broker: FlakyBroker, inner: Any) -> None:
        self._broker = broker
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def getmany(
        self, max_records: int, timeout_ms: int
    ) -> Mapping[TopicPartition, list[Record]]:
        """Return records; a cut line shows at the next call."""
        self._broker.check()
        found: Mapping[TopicPartition, list[Record]] = await self._inner.getmany(
            max_records, min(timeout_ms, 50)
        )
        self._broker.check()
        return found

    async def end_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return the ends while the line holds."""
        self._broker.check()
        ends: Mapping[TopicPartition, int] = await self._inner.end_offsets(partitions)
        return ends


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def unused_port() -> int:
    return free_port()


@asynccontextmanager
async def serving(app: ASGIApp, *, port: int = 0, lifespan: str = "on") -> AsyncIterator[str]:
    """Serve an app on a port of its own and give its address."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        lifespan=lifespan,  # type: ignore[arg-type]  # one of uvicorn's own words
        log_config=None,
        http="httptools",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    task = asyncio.ensure_future(server._serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.005)
    address = server.servers[0].sockets[0].getsockname()
    try:
        yield f"http://127.0.0.1:{address[1]}"
    finally:
        server.should_exit = True
        await task
        await asyncio.sleep(0)  # the transports close at the loop's next turn


@pytest.fixture
async def services() -> AsyncIterator[Mapping[Service, FakeService]]:
    made = {service: FakeService(service.value) for service in Service}
    servers = [serving(fake, lifespan="off") for fake in made.values()]
    addresses = await asyncio.gather(*(server.__aenter__() for server in servers))
    for fake, address in zip(made.values(), addresses, strict=True):
        fake.url = address
    yield made
    await asyncio.gather(*(server.__aexit__(None, None, None) for server in servers))


@pytest.fixture
def broker() -> FlakyBroker:
    return FlakyBroker()


@pytest.fixture
def gateway_settings(services: Mapping[Service, FakeService], tmp_path: Path) -> GatewaySettings:
    return GatewaySettings(
        port=0,
        kafka_bootstrap_servers="",
        oidc_issuer=ISSUER,
        instrument_url=services[Service.INSTRUMENT].url,
        submission_url=services[Service.SUBMISSION].url,
        scoring_url=services[Service.SCORING].url,
        integration_url=services[Service.INTEGRATION].url,
        connect_seconds=0.5,
        answer_seconds=0.5,
        stream_heartbeat_seconds=0.2,
        sandbox_issuer=True,
        sandbox_client_secret=SecretStr(SECRET),
        sandbox_key_file=tmp_path / "keys" / "issuer.pem",
    )


@pytest.fixture
def issuer(gateway_settings: GatewaySettings) -> TokenIssuer:
    """Whoever has the key file can sign what the gateway would not."""
    assert gateway_settings.sandbox_key_file is not None
    return TokenIssuer(ISSUER, key=keys.load_or_make(gateway_settings.sandbox_key_file))


Gateway = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def start(
    gateway_settings: GatewaySettings, broker: FlakyBroker, issuer: TokenIssuer
) -> AsyncIterator[Gateway]:
    """Start a gateway with changed settings; the client has a token of the region 9901."""
    opened: list[Any] = []

    async def run(**changes: Any) -> httpx.AsyncClient:
        settings = gateway_settings.model_copy(update=changes)
        server = serving(create_app(settings, broker=broker), port=settings.port)
        address = await server.__aenter__()
        token = issuer.token("operator", "coordinator", agency="9901")
        client = httpx.AsyncClient(
            base_url=address,
            headers={
                "Authorization": f"Bearer {token}",
                "Accept-Language": "en",
            },
            timeout=10,
            trust_env=False,
        )
        opened.extend((client, server))
        return client

    yield run
    for one in reversed(opened):
        await one.__aexit__(None, None, None)


@pytest.fixture
async def client(start: Gateway) -> httpx.AsyncClient:
    return await start()


@dataclass
class Publisher:
    """Puts events on the topics as the services would."""

    broker: FlakyBroker
    revision: int = 0

    async def agency(self, code: str, parent: str | None = None) -> None:
        """Publish an agency."""
        self.revision += 1
        await self.event(
            AgencyChangedV1(
                agency_code=code,
                revision=self.revision,
                name=f"Instansi {code}",
                agency_kind="agency" if parent else "region",
                valid_from=date(2025, 1, 1),
                changed_at=AT,
                parent_code=parent,
            )
        )

    async def score(
        self, agency: str, *, campaign: str = "spbe-2026", revision: int = 1, number: int = 0
    ) -> None:
        """Publish a score; `number` names the assessment, else the agency has one of its own."""
        number = number or first_in_partition_0(agency)
        await self.event(
            ScoreChangedV1(
                assessment_id=UUID(int=number),
                revision=revision,
                campaign_code=campaign,
                agency_code=agency,
                edition_code="permenpanrb-59-2020",
                edition_hash="0" * 64,
                derivation_set_version=1,
                period="2026",
                changed_at=AT,
                tracks=(),
            )
        )

    async def event(self, event: Event, *, body: bytes | None = None) -> None:
        """Publish an event, or something else under its name."""
        topic = TOPICS[event.TOPIC]
        await self.broker.inner.send(
            [
                Record(
                    topic.name,
                    partition_for(event.key, topic.partitions),
                    event.key.encode(),
                    encode(event) if body is None else body,
                    headers=(
                        ("ce_type", event.TYPE.encode()),
                        ("ce_id", f"{event.subject}@{getattr(event, 'revision', 0)}".encode()),
                    ),
                )
            ]
        )


def first_in_partition_0(agency: str) -> int:
    """Return the number of an assessment; what tests publish without one keeps its order."""
    begin = int.from_bytes(agency.encode()) << 16
    partitions = TOPICS[ScoreChangedV1.TOPIC].partitions
    return next(
        number
        for number in itertools.count(begin)
        if partition_for(str(UUID(int=number)), partitions) == 0
    )


@pytest.fixture
def publish(broker: FlakyBroker) -> Publisher:
    return Publisher(broker)


@dataclass
class Message:
    """One block of the stream."""

    id: str | None = None
    event: str | None = None
    data: str = ""
    comment: str | None = None
    retry: str | None = None

    @property
    def body(self) -> Any:
        """Return the data as JSON."""
        return json.loads(self.data)

    @property
    def revision(self) -> int:
        """Return the score's revision."""
        number: int = self.body["revision"]
        return number


class Subscriber:
    """Reads the stream as an EventSource does."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.last_id: str | None = None
        self._lines = response.aiter_lines()

    async def block(self) -> Message:
        """Return the next block of any kind; EOFError when the stream has ended."""
        message = Message()
        async for line in self._lines:
            if not line:
                self.last_id = message.id or self.last_id
                return message
            name, _, value = line.partition(": ")
            if name == "":
                message.comment = value
            elif name == "data":
                message.data = f"{message.data}\n{value}" if message.data else value
            elif name in ("id", "event", "retry"):
                setattr(message, name, value)
        raise EOFError

    async def event(self) -> Message:
        """Return the next event, passing over signs of life."""
        while True:
            message = await self.block()
            if message.event is not None:
                return message

    async def events(self, count: int) -> list[Message]:
        """Return the next events."""
        return [await self.event() for _ in range(count)]

    async def position(self) -> str:
        """Return the first position that the stream tells."""
        while self.last_id is None:
            await self.block()
        return self.last_id


@asynccontextmanager
async def subscribed(
    client: httpx.AsyncClient, *, after: str | None = None, token: str | None = None, **asked: Any
) -> AsyncIterator[Subscriber]:
    """Open the stream; without `after` it is known to have begun."""
    headers = {} if after is None else {"Last-Event-ID": after}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    async with (
        asyncio.timeout(20),
        client.stream("GET", "/api/v1/stream", params=asked, headers=headers) as response,
    ):
        assert response.status_code == 200, await response.aread()
        subscriber = Subscriber(response)
        if after is None:
            await subscriber.position()
        yield subscriber


@pytest.fixture
def subscribe() -> Any:
    return subscribed
