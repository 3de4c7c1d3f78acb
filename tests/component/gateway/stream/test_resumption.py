"""Nothing is lost and nothing comes twice, whoever was away and however."""

import asyncio
import random

import httpx
import pytest
from tests.component.gateway.publisher import Publisher, write
from tests.component.gateway.serving import Gateway
from tests.component.gateway.subscriber import Subscribe, revisions
from tests.support.tokens import TokenIssuer

from gateway.stream.topics import log


async def test_who_comes_back_gets_what_was_missed_and_then_goes_on(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        await write(publish, 1, 10)
        before = await revisions(subscriber, 10)
    await write(publish, 11, 40)

    async with subscribe(client, after=subscriber.last_id) as subscriber:
        missed = await revisions(subscriber, 30)
        await write(publish, 41, 45)
        after = await revisions(subscriber, 5)

    assert sorted(before) == list(range(1, 11))
    assert sorted(missed) == list(range(11, 41))
    assert sorted(after) == list(range(41, 46))


async def test_every_id_of_the_stream_resumes_exactly_there(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        await write(publish, 1, 25)
        messages = await subscriber.events(25)

    for place, message in enumerate(messages[:-1]):
        async with subscribe(client, after=message.id) as again:
            rest = await revisions(again, 24 - place)
        seen = {earlier.revision for earlier in messages[: place + 1]}
        assert sorted([*seen, *rest]) == list(range(1, 26))


async def test_who_left_before_the_first_event_misses_nothing(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        position = subscriber.last_id
    await write(publish, 1, 3)

    async with subscribe(client, after=position) as subscriber:
        assert sorted(await revisions(subscriber, 3)) == [1, 2, 3]


async def test_a_past_beyond_the_window_is_read_from_the_log(
    start: Gateway, publish: Publisher, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "_RECORDS", 40)  # several pieces
    client = await start(stream_window_events=5)
    async with subscribe(client) as subscriber:
        position = subscriber.last_id
    await write(publish, 1, 300)

    async with subscribe(client, after=position) as subscriber:
        missed = await revisions(subscriber, 300)
        await write(publish, 301, 303)
        after = await revisions(subscriber, 3)

    assert sorted(missed) == list(range(1, 301))
    assert sorted(after) == [301, 302, 303]


async def test_another_gateway_resumes_what_one_began(
    start: Gateway, publish: Publisher, subscribe: Subscribe
) -> None:
    first = await start()
    async with subscribe(first) as subscriber:
        await write(publish, 1, 5)
        before = await revisions(subscriber, 5)
    await write(publish, 6, 9)
    second = await start()  # knows nothing of what was before it

    async with subscribe(second, after=subscriber.last_id) as subscriber:
        missed = await revisions(subscriber, 4)
        await write(publish, 10, 11)
        after = await revisions(subscriber, 2)

    assert sorted([*before, *missed, *after]) == list(range(1, 12))


async def test_interruptions_at_random_under_load_lose_and_repeat_nothing(
    start: Gateway, publish: Publisher, subscribe: Subscribe
) -> None:
    chance = random.Random(7)
    client = await start(stream_window_events=60)
    total, got = 1500, list[int]()

    async def produce() -> None:
        for first in range(1, total, 10):
            await write(publish, first, first + 9)
            if chance.random() < 0.2:  # a relay that does not know what it has sent
                await write(publish, max(1, first - chance.randint(0, 100)), first + 5)
            await asyncio.sleep(0.002)

    async with subscribe(client) as subscriber:
        position = subscriber.last_id
    producer = asyncio.ensure_future(produce())
    while len(got) < total:
        async with subscribe(client, after=position) as subscriber:
            for _ in range(min(chance.randint(1, 200), total - len(got))):
                message = await subscriber.event()
                got.append(message.revision)
                position = message.id
        await asyncio.sleep(chance.random() / 20)
    await producer

    assert sorted(got) == list(range(1, total + 1))
    for assessment in range(17):  # the order of each assessment's revisions is kept
        own = [revision for revision in got if revision % 17 == assessment]
        assert own == sorted(own)


async def test_a_filter_holds_for_the_past_too(
    start: Gateway, publish: Publisher, subscribe: Subscribe, issuer: TokenIssuer
) -> None:
    client = await start(stream_window_events=3)
    await publish.agency("9901")
    await publish.agency("9901.1", "9901")
    token = issuer.token("leader", agency="9901.1", subject="leader")
    async with subscribe(client, token=token) as subscriber:
        position = subscriber.last_id
    for revision in range(1, 41):
        await publish.score(
            "9901" if revision % 2 else "9901.1", revision=revision, number=revision
        )

    async with subscribe(client, token=token, after=position) as subscriber:
        missed = await revisions(subscriber, 20)

    assert sorted(missed) == list(range(2, 41, 2))
