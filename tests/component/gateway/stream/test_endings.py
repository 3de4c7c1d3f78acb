"""Who is too slow, too many or too late is told so, and loses nothing."""

import asyncio
import time

import httpx
import pytest
from tests.component.gateway.publisher import Publisher
from tests.component.gateway.serving import Gateway
from tests.component.gateway.subscriber import Subscribe

from kit.testing import TokenIssuer

# More than the buffers of a connection hold.
LARGE = "c" * 20_000
MANY = 1_500


async def test_a_slow_subscriber_is_told_and_cut_off_and_loses_nothing(
    start: Gateway, region: Publisher, subscribe: Subscribe
) -> None:
    client = await start(stream_window_events=50, stream_slow_seconds=0.6)
    got = []
    async with subscribe(client) as slow:
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision, campaign=LARGE)
        while (message := await slow.event()).event != "stream.closed":
            got.append(message.revision)
            await asyncio.sleep(0.02 if len(got) < 400 else 0)
        with pytest.raises(EOFError):
            await slow.block()

    assert message.body["reason"] == "too_slow"
    assert got == list(range(1, len(got) + 1))
    assert len(got) < MANY
    async with subscribe(client, after=slow.last_id) as again:
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
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision, campaign=LARGE)
        # While the subject's one place is taken, that is what is wrong with a second request; once
        # it is free, the wrong id is.
        found = [await _status_of_a_wrong_id(client)]
        while found[-1] == 429 and len(found) < 200:
            await asyncio.sleep(0.05)
            found.append(await _status_of_a_wrong_id(client))

        assert (found[0], found[-1]) == (429, 400)
        assert stuck.last_id


async def _status_of_a_wrong_id(client: httpx.AsyncClient) -> int:
    return (await client.get("/api/v1/stream", headers={"Last-Event-ID": "x"})).status_code


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
    await asyncio.sleep(0.1)  # the gateway hears that both have gone
    async with subscribe(client, token=c):
        pass


async def test_a_stream_ends_with_its_token(
    start: Gateway, issuer: TokenIssuer, region: Publisher, subscribe: Subscribe
) -> None:
    client = await start()
    claims = {
        "exp": int(time.time()) + 2,
        "iat": int(time.time()),
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
