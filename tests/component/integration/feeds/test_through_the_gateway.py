"""A signed push through the gateway: its bytes and its signature pass untouched, little else does.

Both are the real applications on ports of their own.
"""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tests.component.gateway.flaky_broker import FlakyBroker
from tests.component.gateway.serving import serving
from tests.component.integration.conftest import ISSUER
from tests.component.integration.fake_planning import KOMINFO, YEAR, ceiling
from tests.component.integration.feeds.test_doors import Signer
from tests.component.integration.world import World
from tests.support.waiting import NEVER_SECONDS

from gateway.app import create_app
from gateway.settings import GatewaySettings
from kit.auth import SIGNATURE_HEADERS

RECORD = {"listing": f"ceilings/{YEAR}", "id": "1", "revision": 1, "row": ceiling(1, KOMINFO)}
# As no program of ours would write it: who parses and writes it again signs other bytes.
BODY = (
    b'\r\n{ "records":[' + json.dumps(RECORD, indent=3).encode().replace(b"Peng", b"\\u0050eng")
) + b" ]\t}\n"
# What reaches a service of every request, whoever sends it.
OF_ALL = {"host", "accept", "accept-encoding", "accept-language", "authorization"}
OF_ALL |= {"content-length", "content-type", "traceparent", "x-request-id"}


@dataclass
class Watched:
    """An application, and what reached it below `/api`."""

    app: ASGIApp
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and remember it."""
        if not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        place = len(self.bodies)
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        self.bodies.append(b"")

        async def receive_it() -> Message:
            message = await receive()
            self.bodies[place] += message.get("body", b"")
            return message

        await self.app(scope, receive_it, send)


@pytest.fixture
async def watched(app: FastAPI, world: World) -> Watched:
    """The integration service with a source that pushes."""
    await world.register(ways=("push",), push_secret_name="push")
    return Watched(app)


@pytest.fixture
async def gateway(watched: Watched) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway in front of it, without a token."""
    async with serving(watched, lifespan="off") as address:
        settings = GatewaySettings(
            kafka_bootstrap_servers="",
            oidc_issuer=ISSUER.issuer,
            integration_url=address,
            connect_seconds=NEVER_SECONDS,
            answer_seconds=NEVER_SECONDS,
            connection_wait_seconds=NEVER_SECONDS,
        )
        door = create_app(settings, broker=FlakyBroker())
        door.state.verifier = ISSUER.verifier()
        async with (
            serving(door) as url,
            httpx.AsyncClient(
                base_url=f"{url}/api/v1",
                headers={"Accept-Language": "en"},
                timeout=NEVER_SECONDS,
                trust_env=False,
            ) as client,
        ):
            yield client


def signature_of(headers: dict[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in SIGNATURE_HEADERS if name in headers}


async def test_bytes_and_signature_pass_untouched(
    gateway: httpx.AsyncClient, watched: Watched, world: World
) -> None:
    signed = Signer().headers(BODY)

    answer = await gateway.post("/feeds/planning", content=BODY, headers=signed)

    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"] == {"taken": 1}
    assert watched.bodies == [BODY]
    sent = {name.lower(): value for name, value in signed.items()}
    assert signature_of(watched.headers[0]) == signature_of(sent)
    (kept,) = await world.query("SELECT listing, row_id FROM kept_row")
    assert kept == {"listing": RECORD["listing"], "row_id": "2026:1"}


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"125000000", b"125000001"),
        lambda body: body.replace(b"\r\n", b"\n\n"),
        lambda body: body + b" ",
        lambda body: body[:-1],
    ],
)
async def test_a_body_that_is_one_byte_another_is_refused(
    gateway: httpx.AsyncClient,
    watched: Watched,
    world: World,
    change: Callable[[bytes], bytes],
) -> None:
    changed = change(BODY)
    assert changed != BODY

    answer = await gateway.post("/feeds/planning", content=changed, headers=Signer().headers(BODY))

    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("The signature is refused.")
    assert answer.headers["www-authenticate"]
    assert watched.bodies == [changed]
    assert await world.query("SELECT * FROM kept_row") == []


async def test_no_other_headers_pass(gateway: httpx.AsyncClient, watched: Watched) -> None:
    others: dict[str, Any] = {
        "Cookie": "session=1",
        "Forwarded": "for=10.0.0.1",
        "X-Forwarded-For": "10.0.0.1",
        "Tolok-Awaited": "x",
        "Tolok-Signature-Input": "x",
        "Tolok-Timestamp-2": "1",
        "X-Tolok-Nonce": "x",
    }

    answer = await gateway.post(
        "/feeds/planning", content=BODY, headers={**Signer().headers(BODY), **others}
    )

    assert answer.status_code == 200, answer.text
    assert watched.headers[0].keys() <= OF_ALL | {*SIGNATURE_HEADERS}


async def test_a_signature_passes_to_nothing_that_takes_none(
    gateway: httpx.AsyncClient, watched: Watched
) -> None:
    token = {"Authorization": f"Bearer {ISSUER.token('operator', agency='9901')}"}

    refused = await gateway.get("/sources", headers=Signer().headers(BODY))
    listed = await gateway.get("/sources", headers={**Signer().headers(BODY), **token})

    assert (refused.status_code, listed.status_code) == (401, 200)
    (headers,) = watched.headers
    assert signature_of(headers) == {}


async def test_what_has_neither_signature_nor_token_stays_outside(
    gateway: httpx.AsyncClient, watched: Watched
) -> None:
    headers = Signer().headers(BODY)
    del headers["Tolok-Signature"]

    answer = await gateway.post("/feeds/planning", content=BODY, headers=headers)

    assert answer.status_code == 401
    assert watched.bodies == []
