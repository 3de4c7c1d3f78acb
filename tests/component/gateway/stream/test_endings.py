"""Who is too slow, too many or too late is told so, and loses nothing."""

import asyncio
import time
from types import SimpleNamespace

import httpx
import pytest
from tests.component.gateway.publisher import Publisher
from tests.component.gateway.serving import Gateway
from tests.component.gateway.subscriber import Subscribe
from tests.support.tokens import TokenIssuer
from tests.support.waiting import eventually

from gateway.stream.topics.agencies import Agencies

# More than the buffers of a connection hold.
LARGE = "c" * 20_000
MANY = 1_500


async def test_a_slow_subscriber_is_told_and_cut_off_and_loses_nothing(
    start: Gateway, region: Publisher, subscribe: Subscribe
) -> None:
    client = await start(stream_window_events=50, stream_slow_seconds=2)
    patient = await start(stream_window_events=50)
    got = []
    async with subscribe(client) as slow:
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision, campaign=LARGE)
        while (message := await slow.event()).event != "stream.closed":
            got.append(message.revision)
            await asyncio.sleep(0.05)
        with pytest.raises(EOFError):
            await slow.block()

    assert message.body["reason"] == "too_slow"
    assert got == list(range(1, len(got) + 1))
    assert len(got) < MANY
    async with subscribe(patient, after=slow.last_id) as again:
        rest = [message.revision for message in await again.events(MANY - len(got))]
    assert got + rest == list(range(1, MANY + 1))


async def test_a_burst_larger_than_the_window_cuts_nobody_off(
    start: Gateway, region: Publisher, subscribe: Subscribe
) -> None:
    client = await start(stream_window_events=50)
    async with subscribe(client) as one, subscribe(client) as other:
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision)

        for subscriber in (one, other):
            seen = [message.revision for message in await subscriber.events(MANY)]
            assert seen == list(range(1, MANY + 1))


async def test_a_subscriber_who_takes_nothing_is_dropped(
    start: Gateway, region: Publisher, subscribe: Subscribe
) -> None:
    client = await start(stream_slow_seconds=0.3, stream_connections_per_subject=1)
    async with subscribe(client) as stuck:
        assert not await _has_a_place(client)
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision, campaign=LARGE)
        await eventually(lambda: _has_a_place(client))
        assert stuck.last_id


async def test_a_stream_outlives_the_time_of_a_body(
    start: Gateway, region: Publisher, subscribe: Subscribe
) -> None:
    client = await start(body_seconds=0.3, stream_heartbeat_seconds=0.2)
    async with subscribe(client) as patient:
        for _ in range(10):  # two seconds of heartbeats
            await patient.block()
        await region.score("9901", revision=1)
        assert (await patient.event()).revision == 1


async def _has_a_place(client: httpx.AsyncClient, **headers: str) -> bool:
    """Ask with a wrong id: it is what is wrong with a request once a place is free, not before."""
    asked = {"Last-Event-ID": "x"} | headers
    status = (await client.get("/api/v1/stream", headers=asked)).status_code
    assert status in (400, 429, 503)
    return status == 400


async def test_there_are_only_so_many_places(
    start: Gateway, issuer: TokenIssuer, subscribe: Subscribe
) -> None:
    client = await start(stream_connections=2, stream_connections_per_subject=1)
    a, b, c = (issuer.token("leader", agency="9901", subject=name) for name in "abc")

    async with subscribe(client, token=a), subscribe(client, token=b):
        again = await client.get("/api/v1/stream", headers={"Authorization": f"Bearer {a}"})
        full = await client.get("/api/v1/stream", headers={"Authorization": f"Bearer {c}"})

    assert (again.status_code, full.status_code) == (429, 503)
    assert again.headers["retry-after"]
    assert full.headers["retry-after"]
    await eventually(lambda: _has_a_place(client, Authorization=f"Bearer {c}"))
    async with subscribe(client, token=c):
        pass


async def test_a_stream_ends_with_its_token(
    start: Gateway,
    issuer: TokenIssuer,
    region: Publisher,
    subscribe: Subscribe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = await start()
    now = int(time.time())
    # The token is good for an hour, and the stream is near its end: whoever connects is in time.
    monkeypatch.setattr(
        "gateway.stream.api.routes.time", SimpleNamespace(time=lambda: now + 3597.0)
    )
    claims = {
        "exp": now + 3600,
        "iat": now,
        "iss": issuer.issuer,
        "aud": "tolok",
    }
    token = issuer.key.sign(claims | {"sub": "x", "roles": ["leader"], "agency": "9901"})

    async with subscribe(client, token=token) as subscriber:
        await region.score("9901", revision=1)
        first, last = await subscriber.events(2)
        with pytest.raises(EOFError):
            await subscriber.block()

    assert first.revision == 1
    assert (last.event, last.body["reason"]) == ("stream.closed", "session_over")
    assert last.id is None


async def test_requests_that_come_together_get_no_more_places_than_there_are(
    start: Gateway, issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await start(stream_connections=8, stream_connections_per_subject=2)
    go_on, waiting = asyncio.Event(), 0

    async def slow_line(_: Agencies, root: str, code: str) -> tuple[str, ...]:
        nonlocal waiting
        waiting += 1
        await go_on.wait()
        return (code, root)

    monkeypatch.setattr(Agencies, "line_within", slow_line)
    token = issuer.token("leader", agency="9901", subject="many")
    asked = {"Authorization": f"Bearer {token}", "Last-Event-ID": "x"}
    requests = [
        asyncio.ensure_future(
            client.get("/api/v1/stream", params={"agency": "9901.1"}, headers=asked)
        )
        for _ in range(6)
    ]

    async def the_rest_is_refused() -> bool:
        return sum(request.done() for request in requests) == 4

    await eventually(the_rest_is_refused)
    assert waiting == 2
    go_on.set()
    answers = [answer.status_code for answer in await asyncio.gather(*requests)]
    assert sorted(answers) == [400, 400, 429, 429, 429, 429]
    # Whoever was refused for something else, or hung up, gave the place back.
    assert await _has_a_place(client, Authorization=f"Bearer {token}")
