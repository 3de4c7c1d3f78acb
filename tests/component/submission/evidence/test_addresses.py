"""What is at an address is known by its hash; a later change is noticed, nothing is replaced."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from tests.component.gateway.serving import serving

from kit.testing import FixedClock
from submission.evidence.clients import look, make_client
from submission.evidence.usecases.look import look_at_addresses

NOW = datetime.now(UTC) + timedelta(hours=1)  # whatever was linked is due then
ITEM = {"title": "Arsitektur SPBE", "kind": "architecture"}


@dataclass
class Site:
    """A server of somebody else."""

    body: bytes = b"versi pertama"
    status: int = 200
    asked: int = 0
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        self.asked += 1
        path = Request(scope).url.path
        answer: Response = Response(self.body, self.status, media_type="text/html")
        if path == "/inside":
            answer = RedirectResponse("http://169.254.169.254/latest/meta-data")
        await answer(scope, receive, send)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with serving(made, lifespan="off") as address:
        made.url = address
        yield made


async def linked(service: Any, address: str) -> str:
    """Enter an item at an address; return its path."""
    source = {"origin": "url", "address": address}
    made = await service.api.post("/evidence", json=ITEM | {"source": source})
    assert made.status_code == 201, made.text
    assert made.json()["newest"]["url"]["state"] == "waiting"
    return f"/evidence/{made.json()['evidence_id']}"


async def after_look(
    service: Any, path: str, *, at: datetime = NOW, allowed: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Let the worker look at what is due; return what the item shows then."""
    async with make_client(max_body_bytes=1_000, allowed_targets=allowed) as client:
        await look_at_addresses(service.database, partial(look, client), FixedClock(at))
    shown: dict[str, Any] = (await service.api.get(path)).json()["newest"]["url"]
    return shown


def host_of(site: Site) -> tuple[str, ...]:
    return (site.url.removeprefix("http://"),)


async def test_a_later_change_is_noticed_and_shown(shelf: Any, site: Site, hash_of: Any) -> None:
    service, allowed = shelf.service, host_of(site)
    path = await linked(service, f"{site.url}/arsitektur?v=1")
    first = await after_look(service, path, allowed=allowed)
    assert (first["state"], first["sha256"]) == ("same", hash_of(site.body))
    assert (first["size"], first["media_type"]) == (len(site.body), "text/html; charset=utf-8")

    early = await after_look(service, path, at=NOW + timedelta(hours=23), allowed=allowed)
    assert (early, site.asked) == (first, 1)  # once a day

    site.body = b"versi kedua"
    second = await after_look(service, path, at=NOW + timedelta(hours=25), allowed=allowed)
    assert (second["state"], second["sha256"]) == ("changed", first["sha256"])
    assert second["seen_sha256"] == hash_of(site.body)
    third = await after_look(service, path, at=NOW + timedelta(hours=50), allowed=allowed)
    assert (third["state"], third["changed_at"]) == ("changed", second["changed_at"])

    site.body = b"versi pertama"
    again = await after_look(service, path, at=NOW + timedelta(hours=75), allowed=allowed)
    assert (again["state"], again["changed_at"]) == ("same", None)


async def test_an_address_that_does_not_answer_keeps_what_was_seen(
    shelf: Any, site: Site, hash_of: Any
) -> None:
    service, allowed = shelf.service, host_of(site)
    path = await linked(service, f"{site.url}/arsitektur")
    await after_look(service, path, allowed=allowed)
    site.status = 404
    gone = await after_look(service, path, at=NOW + timedelta(hours=25), allowed=allowed)

    assert (gone["state"], gone["sha256"]) == ("unreachable", hash_of(site.body))
    assert gone["fault"] == {"id": "server menjawab 404", "en": "the server answered 404"}
    site.status = 200
    back = await after_look(service, path, at=NOW + timedelta(hours=27), allowed=allowed)
    assert (back["state"], back["fault"]) == ("same", None)


@pytest.mark.parametrize("host", ["127.0.0.1:1", "169.254.169.254", "localhost:1", "[::1]:1"])
async def test_an_address_inside_the_network_is_not_asked(shelf: Any, host: str) -> None:
    path = await linked(shelf.service, f"http://{host}/rahasia")
    shown = await after_look(shelf.service, path)

    assert (shown["state"], shown["sha256"]) == ("refused", None)
    assert shown["fault"]["id"] != shown["fault"]["en"]


async def test_nobody_is_led_inside(shelf: Any, site: Site) -> None:
    path = await linked(shelf.service, f"{site.url}/inside")
    shown = await after_look(shelf.service, path, allowed=host_of(site))

    assert (shown["state"], shown["sha256"], site.asked) == ("unreachable", None, 1)


async def test_what_is_too_large_is_said(shelf: Any, site: Site) -> None:
    site.body = b"x" * 1_001
    path = await linked(shelf.service, site.url)
    shown = await after_look(shelf.service, path, allowed=host_of(site))

    assert (shown["state"], shown["sha256"]) == ("unreachable", None)


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://contoh.go.id/a", "javascript:alert(1)", "file:///etc/passwd", "contoh.go.id"),
        *("http://admin:x@contoh.go.id/", "http://contoh.go.id/a b", "https:///tanpa-host"),
        *("http://contoh.go.id:0/", "http://contoh.go.id:99999/", "http://contoh.go.id\\@lain.id"),
    ],
)
async def test_what_is_no_address_is_refused(shelf: Any, address: str) -> None:
    body = ITEM | {"source": {"origin": "url", "address": address}}
    answer = await shelf.service.api.post("/evidence", json=body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/source/address"
