"""A service as a process: it starts, answers, and ends in order."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.support.waiting import NEVER_SECONDS, in_time, until

SHOP = """
import asyncio, pathlib
from typing import Annotated
from fastapi import APIRouter
from operations.row import Operation, Table
from rules.roles import ROLES
from kit.web import build_app
from kit.process import service_cli
from kit.settings import AppSettings
from pydantic_settings import SettingsConfigDict

class Settings(AppSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")
    service_name = "shop"

router = APIRouter()

ROW = Operation("slow", "shop", "GET", "/slow", frozenset(), "open", "read")

@router.get("/slow", operation_id="slow")
async def slow() -> str:
    pathlib.Path("begun").touch()
    await asyncio.sleep(0.5)
    return "done"

def create_app(settings):
    return build_app(settings, title="Shop", routers=[router], table=Table((ROW,), ROLES))

def create_broken_app(settings):
    async def broken(_):
        raise RuntimeError("no")
        yield
    from contextlib import asynccontextmanager
    lifespan = [asynccontextmanager(broken)]
    return build_app(settings, title="Shop", routers=[], table=Table((), ROLES), lifespan=lifespan)

async def create_worker(settings):
    print("worked", flush=True)

main = service_cli(
    name="shop",
    settings="shop:Settings",
    create_app="shop:create_app",
    create_worker="shop:create_worker",
)
broken = service_cli(name="shop", settings="shop:Settings", create_app="shop:create_broken_app")
"""


class Shop:
    """A service in a folder of its own, run as its console script would."""

    def __init__(self, folder: Path) -> None:
        (folder / "shop.py").write_text(SHOP)
        self.spans, self.begun = folder / "spans.jsonl", folder / "begun"
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def run(self, command: str, entry: str = "main") -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            f"import shop; shop.{entry}(['{command}'])",
            cwd=self._folder,
            env={
                **os.environ,
                "PYTHONPATH": str(self._folder),
                "SHOP_PORT": str(self.port),
                "SHOP_KAFKA_BOOTSTRAP_SERVERS": "",
                "SHOP_OIDC_ISSUER": "https://issuer.test",
                "SHOP_SPAN_FILE": str(self.spans),
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def is_up(self) -> None:
        async with httpx.AsyncClient(timeout=NEVER_SECONDS) as client, in_time():
            while True:
                try:
                    await client.get(f"{self.url}/healthz")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
async def running(shop: Shop) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await shop.run("api")
    await shop.is_up()
    yield process
    if process.returncode is None:
        process.kill()
    await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_request_in_hand_is_answered_before_the_end(
    shop: Shop, running: asyncio.subprocess.Process, number: signal.Signals
) -> None:
    async with httpx.AsyncClient(timeout=NEVER_SECONDS) as client:
        request = asyncio.create_task(client.get(f"{shop.url}/slow"))
        await until(shop.begun.exists)
        running.send_signal(number)
        answer = await request

    out, _ = await running.communicate()
    assert (answer.status_code, answer.json(), running.returncode) == (200, "done", 0)
    lines = [json.loads(line) for line in out.decode().splitlines()]
    assert {"http_request"} <= {line["event"] for line in lines}
    (span,) = [json.loads(line) for line in shop.spans.read_text().splitlines()]
    assert span["name"] == "GET /slow"


async def test_the_trace_of_the_caller_is_continued_and_returned(
    shop: Shop, running: asyncio.subprocess.Process
) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    async with httpx.AsyncClient(timeout=NEVER_SECONDS) as client:
        headers = {"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
        answer = await client.get(f"{shop.url}/slow", headers=headers)
    running.terminate()
    await running.communicate()

    (span,) = [json.loads(line) for line in shop.spans.read_text().splitlines()]
    assert span["context"]["trace_id"] == f"0x{trace}"
    assert span["parent_id"] == "0xb7ad6b7169203331"
    assert answer.headers["traceparent"].startswith(f"00-{trace}-{span['context']['span_id'][2:]}")


async def test_a_span_is_in_the_file_before_the_end(
    shop: Shop, running: asyncio.subprocess.Process
) -> None:
    assert running.returncode is None
    async with httpx.AsyncClient(timeout=NEVER_SECONDS) as client:
        await client.get(f"{shop.url}/slow")

    await until(lambda: shop.spans.exists() and shop.spans.read_text())
    assert running.returncode is None
    assert len(shop.spans.read_text().splitlines()) == 1


async def test_an_app_that_cannot_start_fails(shop: Shop) -> None:
    process = await shop.run("api", "broken")
    await process.communicate()

    assert process.returncode not in (0, None)


async def test_a_worker_ends_when_its_work_does(shop: Shop) -> None:
    process = await shop.run("worker")
    out, _ = await process.communicate()

    assert (process.returncode, out) == (0, b"worked\n")


async def test_a_wrong_setting_is_named_and_not_shown(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop, "port", "s3cret")
    process = await shop.run("api")
    _, err = await process.communicate()

    assert process.returncode == 2
    assert err.startswith(b"SHOP_PORT: Input should be a valid integer")
    assert b"s3cret" not in err
