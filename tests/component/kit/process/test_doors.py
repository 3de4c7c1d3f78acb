"""A door stands open for nobody: every wait for a client has an end, and every end its name."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.component.gateway.serving import free_port
from tests.support.doors import answer_to, head, is_a_problem
from tests.support.waiting import NEVER_SECONDS, comes, eventually, in_time

SHOP = """
import asyncio, pathlib
from typing import Annotated, Any
from fastapi import APIRouter, Body, Request
from rules.roles import ROLES
from kit.web import build_app
from operations.row import Operation, Table
from kit.process import service_cli
from kit.settings import AppSettings
from pydantic_settings import SettingsConfigDict
from contextlib import asynccontextmanager

class Settings(AppSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")
    service_name = "shop"

router = APIRouter()

def row(name, method, *roles):
    scope, kind = ("everyone" if roles else "open"), ("read" if method == "GET" else "command")
    return Operation(name, "shop", method, f"/{name}", frozenset(roles), scope, kind)

ROWS = (
    row("open", "POST"), row("raw", "POST"), row("closed", "POST", "leader"),
    row("who", "GET"), row("slow", "GET"),
)

@router.post("/open", operation_id="open")
async def everybody(thing: Annotated[Any, Body()]) -> Any:
    return thing

@router.post("/raw", operation_id="raw", openapi_extra={"requestBody": {}})
async def raw(request: Request) -> int:
    return len(await request.body())

@router.post("/closed", operation_id="closed")
async def nobody(thing: Annotated[Any, Body()]) -> Any:
    return thing

@router.get("/who", operation_id="who")
async def who(request: Request) -> str:
    return request.client.host

@router.get("/slow", operation_id="slow")
async def slow() -> str:
    pathlib.Path("begun").touch()
    while not pathlib.Path("go").exists():
        await asyncio.sleep(0.01)
    return "done"

async def part():
    while not pathlib.Path("die").exists():
        await asyncio.sleep(0.01)
    raise RuntimeError("a part is dead")

@asynccontextmanager
async def beside(app):
    async with app.state.parts.running(part=part):
        yield

def create_app(settings):
    table = Table(ROWS, ROLES)
    return build_app(settings, title="Shop", routers=[router], table=table, lifespan=[beside])

main = service_cli(name="shop", settings="shop:Settings", create_app="shop:create_app")
"""
JSON = ("Host: shop", "Content-Type: application/json")


class Shop:
    """A service in a process of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "shop.py").write_text(SHOP)
        self.folder = folder
        self.port = free_port()
        self.http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", timeout=NEVER_SECONDS, trust_env=False
        )
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, **settings: str) -> None:
        defaults = {"HEADER_SECONDS": "0.3", "BODY_SECONDS": "0.3", "PORT": str(self.port)}
        others = {"KAFKA_BOOTSTRAP_SERVERS": "", "OIDC_ISSUER": "https://issuer.test"}
        env = {f"SHOP_{name}": value for name, value in (defaults | others | settings).items()}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "import shop; shop.main(['api'])",
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), **env},
            stdout=asyncio.subprocess.PIPE,
        )
        async with in_time():
            while True:
                try:
                    await self.http.get("/healthz")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return

    async def log(self, *, end: bool = True) -> list[dict[str, Any]]:
        """End the process, or wait until it ends by itself; return what it said."""
        assert self.process is not None
        if end:
            self.process.terminate()
        out, _ = await comes(self.process.communicate())
        return [json.loads(line) for line in out.decode().splitlines()]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    made = Shop(tmp_path)
    yield made
    await made.http.aclose()
    if made.process is not None and made.process.returncode is None:
        made.process.kill()
        await made.process.communicate()


SLOW_ONES: dict[str, tuple[tuple[bytes, ...], bytes]] = {
    "silent": ((), b""),
    "unfinished headers": ((b"GET /who HTTP/1.1\r\nHost: shop\r\n",), b""),
    "dripping headers": ((b"GET /who HTTP/1.1\r\n",), b"x: y\r\n"),
    "only line breaks": ((), b"\r\n"),
    "line breaks after an answer": ((head("GET", "/who", "Host: shop"),), b"\r\n"),
    "unfinished second request": ((head("GET", "/who", "Host: shop"), b"GET "), b""),
    "a body that stops": ((head("POST", "/open", *JSON, "Content-Length: 100") + b"{",), b""),
    "a dripping body": ((head("POST", "/open", *JSON, "Content-Length: 100000"),), b" "),
    "a dripping raw body": ((head("POST", "/raw", *JSON, "Content-Length: 100000"),), b" "),
    "dripping chunks": (
        (head("POST", "/open", *JSON, "Transfer-Encoding: chunked"),),
        b"1\r\n \r\n",
    ),
    "a body of nobody's": ((head("POST", "/closed", *JSON, "Content-Length: 100000"),), b" "),
    "a body to nowhere": ((head("POST", "/nothing", *JSON, "Content-Length: 100000"),), b" "),
}


async def test_every_client_that_dawdles_is_let_go(shop: Shop) -> None:
    await shop.start()
    answers = await asyncio.gather(
        *(answer_to(shop.port, *parts, drip=drip) for parts, drip in SLOW_ONES.values())
    )
    found = {name: _status(answer) for name, answer in zip(SLOW_ONES, answers, strict=True)}
    # Who still sends while the connection is closed may lose the answer on its way.
    dripping = ("a dripping body", "a dripping raw body", "dripping chunks")
    answered = ("a body of nobody's", "a body to nowhere", "line breaks after an answer")
    assert {found.pop(name) for name in dripping} <= {400, None}
    assert {found.pop(name) for name in answered} <= {401, 404, 200, None}
    assert found == {
        "silent": None,
        "unfinished headers": None,
        "dripping headers": None,
        "only line breaks": None,
        "unfinished second request": 200,
        "a body that stops": 400,
    }
    lines = await shop.log()
    assert {line["level"] for line in lines} == {"info"}
    posts = sorted(line["status"] for line in lines if line.get("method") == "POST")
    assert posts == [400, 400, 400, 400, 401, 404]


async def test_an_answer_and_a_wait_of_the_server_are_not_cut(shop: Shop) -> None:
    await shop.start()
    asking = asyncio.ensure_future(shop.http.get("/slow"))
    await eventually(_exists(shop.folder / "begun"))
    silent = await answer_to(shop.port)  # ends after the deadline of headers
    (shop.folder / "go").touch()
    assert (silent, (await comes(asking)).json()) == (b"", "done")


async def test_one_connection_too_many_is_told_so(shop: Shop) -> None:
    await shop.start(CLIENT_CONNECTIONS="4", HEADER_SECONDS="60")
    await shop.http.aclose()
    held = [await asyncio.open_connection("127.0.0.1", shop.port) for _ in range(4)]
    answer = await answer_to(shop.port)
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"\r\nRetry-After: 1\r\n" in answer
    is_a_problem(answer, "urn:tolok:problem:unavailable")
    for _, writer in held:
        writer.close()

    async def has_room() -> bool:
        return b"200 OK" in await answer_to(
            shop.port, head("GET", "/healthz", "Host: x", "Connection: close")
        )

    await eventually(has_room)


async def test_a_client_that_hangs_up_is_no_error(shop: Shop) -> None:
    await shop.start(BODY_SECONDS="60")
    for path in ("/open", "/raw"):
        _, writer = await asyncio.open_connection("127.0.0.1", shop.port)
        writer.write(head("POST", path, *JSON, "Content-Length: 100") + b"{")
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.close()
    _, writer = await asyncio.open_connection("127.0.0.1", shop.port)
    writer.write(head("GET", "/slow", "Host: shop"))
    await writer.drain()
    await eventually(_exists(shop.folder / "begun"))
    writer.close()
    await asyncio.sleep(0.05)
    (shop.folder / "go").touch()

    async def are_counted() -> bool:
        page = (await shop.http.get("/metrics")).text
        return all(f'route="{path}",status="499"' in page for path in ("/open", "/raw", "/slow"))

    await eventually(are_counted)
    lines = await shop.log()
    assert {line["level"] for line in lines} == {"info"}
    assert [line["status"] for line in lines if line["event"] == "http_request"] == [499] * 3


async def test_what_a_request_says_of_hosts_and_clients_is_not_believed(shop: Shop) -> None:
    await shop.start()
    odd = ("", "a b", "[::1", "[::1]x", "a/b", "user@a", "a:b", "a,b", "a%20", "http://a", "a:1:2")
    for hosts in (
        (),
        ("Host: a", "Host: b"),
        ("Host: a", "host: a"),
        *((f"Host: {o}",) for o in odd),
    ):
        refused = await answer_to(shop.port, head("GET", "/who", *hosts))
        assert _status(refused) == 400
        assert b"urn:tolok:problem:invalid" in refused
    for host in ("a", "A.b-c_d", "127.0.0.1:80", "[::1]", "[2001:db8::1]:8080"):
        taken = head("GET", "/healthz", f"Host: {host}", "Connection: close")
        assert _status(await answer_to(shop.port, taken)) == 200
    forged = {"X-Forwarded-For": "203.0.113.9", "Host": "evil.test"}
    assert (await shop.http.get("/who", headers=forged)).json() == "127.0.0.1"
    assert (await shop.http.get("/who/", headers=forged)).status_code == 404  # no redirect


async def test_a_trusted_proxy_says_who_the_client_is(shop: Shop) -> None:
    await shop.start(TRUSTED_PROXIES="10.0.0.0/8, 127.0.0.1")
    # The client itself wrote the first address; the trusted proxies wrote the others.
    told = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9, 10.1.2.3"}
    assert (await shop.http.get("/who", headers=told)).json() == "203.0.113.9"


async def test_a_dead_part_ends_the_process_for_its_supervisor(shop: Shop) -> None:
    await shop.start()
    (shop.folder / "die").touch()
    assert shop.process is not None
    lines = await shop.log(end=False)
    assert shop.process.returncode == 1
    assert [line["part"] for line in lines if line["event"] == "part_failed"] == ["part"]


def _status(answer: bytes) -> int | None:
    return int(answer.split(b" ", 2)[1]) if answer else None


def _exists(path: Path) -> Any:
    async def exists() -> bool:
        return path.exists()  # noqa: ASYNC240 - a look

    return exists
