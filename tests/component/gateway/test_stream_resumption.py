"""Nothing is lost and nothing comes twice, whoever was away and however."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import httpx
import pytest

from gateway.stream import past

if TYPE_CHECKING:
    from tests.component.gateway.conftest import FlakyBroker, Gateway, Publisher, Subscriber

    from kit.signing import TokenIssuer

Subscribe = Callable[..., AbstractAsyncContextManager["Subscriber"]]
TOPIC = "scoring.score"


async def write(publish: "Publisher", first: int, last: int) -> None:
    """Publish revisions, spread over the partitions."""
    for revision in range(first, last + 1):
        await publish.score("9901", revision=revision, number=revision % 17)


async def revisions(subscriber: "Subscriber", count: int) -> list[int]:
    return [message.revision for message in await subscriber.events(count)]


async def test_who_comes_back_gets_what_was_missed_and_then_goes_on(
    client: httpx.AsyncClient, publish: "Publisher", subscribe: Subscribe
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
    client: httpx.AsyncClient, publish: "Publisher", subscribe: Subscribe
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
    client: httpx.AsyncClient, publish: "Publisher", subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        position = subscriber.last_id
    await write(publish, 1, 3)

    async with subscribe(client, after=position) as subscriber:
        assert sorted(await revisions(subscriber, 3)) == [1, 2, 3]


async def test_a_past_beyond_the_window_is_read_from_the_log(
    start: "Gateway", publish: "Publisher", subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "_RECORDS", 40)  # several pieces
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
    start: "Gateway", publish: "Publisher", subscribe: Subscribe
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
    start: "Gateway", publish: "Publisher", subscribe: Subscribe
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


async def test_what_was_shown_before_an_interruption_is_not_repeated_after_it(
    start: "Gateway", publish: "Publisher", subscribe: Subscribe
) -> None:
    client = await start(stream_window_events=2)  # the rest is read from the log
    async with subscribe(client) as subscriber:
        await repeat(publish, 5, 6, 7)
        assert await revisions(subscriber, 3) == [5, 6, 7]
    await repeat(publish, 5, 6, 7, 5)
    await repeat(publish, 8, 6, 9, 10, 8)

    async with subscribe(client, after=subscriber.last_id) as subscriber:
        assert await revisions(subscriber, 3) == [8, 9, 10]
        await repeat(publish, 10, 11)
        assert await revisions(subscriber, 1) == [11]


async def test_a_gateway_that_has_just_started_repeats_nothing_within_a_stream(
    start: "Gateway", publish: "Publisher", subscribe: Subscribe
) -> None:
    async with subscribe(await start()) as subscriber:
        position = subscriber.last_id
    await repeat(publish, 5, 6, 7, 5, 6)
    other = await start()  # has read nothing of this itself

    async with subscribe(other, after=position) as subscriber:
        assert await revisions(subscriber, 3) == [5, 6, 7]
        await repeat(publish, 6, 7, 8)
        assert await revisions(subscriber, 1) == [8]


async def test_signs_of_life_move_past_what_is_not_shown(
    client: httpx.AsyncClient, publish: "Publisher", subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        await repeat(publish, 5)
        shown = await subscriber.event()
        await repeat(publish, 5)
        while subscriber.last_id == shown.id:
            assert (await subscriber.block()).event is None


async def repeat(publish: "Publisher", *numbers: int) -> None:
    """Publish these revisions of one assessment, as a relay does that sends some again."""
    for revision in numbers:
        await publish.score("9901", revision=revision)


async def test_a_filter_holds_for_the_past_too(
    start: "Gateway", publish: "Publisher", subscribe: Subscribe, issuer: "TokenIssuer"
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


async def test_a_broker_that_goes_away_and_comes_back_costs_nothing(
    client: httpx.AsyncClient,
    publish: "Publisher",
    subscribe: Subscribe,
    broker: "FlakyBroker",
) -> None:
    async with subscribe(client) as subscriber:
        await write(publish, 1, 5)
        before = await revisions(subscriber, 5)

        broker.is_down = True
        await write(publish, 6, 9)
        for _ in range(3):
            assert (await subscriber.block()).comment == "alive"
        broker.is_down = False
        after = await revisions(subscriber, 4)

    assert sorted([*before, *after]) == list(range(1, 10))


async def test_who_resumes_while_the_broker_is_away_waits_for_it(
    start: "Gateway", publish: "Publisher", subscribe: Subscribe, broker: "FlakyBroker"
) -> None:
    client = await start(stream_window_events=1)
    async with subscribe(client) as subscriber:
        position = subscriber.last_id
        for revision in range(1, 9):
            await write(publish, revision, revision)
            await subscriber.event()
    broker.is_down = True

    async with subscribe(client, after=position) as subscriber:
        assert (await subscriber.block()).retry
        assert (await subscriber.block()).comment == "alive"
        broker.is_down = False
        assert sorted(await revisions(subscriber, 8)) == list(range(1, 9))


async def test_a_gateway_may_start_before_its_broker(
    start: "Gateway", publish: "Publisher", subscribe: Subscribe, broker: "FlakyBroker"
) -> None:
    broker.is_down = True
    client = await start()

    async with client.stream("GET", "/api/v1/stream") as response:
        assert response.status_code == 200
        broker.is_down = False
    async with subscribe(client) as subscriber:
        await write(publish, 1, 2)
        assert sorted(await revisions(subscriber, 2)) == [1, 2]


async def test_a_position_beyond_the_log_is_reset_openly(
    client: httpx.AsyncClient, publish: "Publisher", subscribe: Subscribe
) -> None:
    async with subscribe(client, after="900.900.900.900.900.900") as subscriber:
        reset = await subscriber.event()
        await write(publish, 1, 1)
        message = await subscriber.event()

    assert reset.event == "stream.reset"
    assert reset.id == "0.0.0.0.0.0"
    assert message.revision == 1


async def test_a_topic_made_anew_resets_those_who_listen(
    client: httpx.AsyncClient, publish: "Publisher", subscribe: Subscribe, broker: "FlakyBroker"
) -> None:
    async with subscribe(client) as subscriber:
        await write(publish, 1, 20)
        await revisions(subscriber, 20)
        broker.recreate(TOPIC)

        assert (await subscriber.event()).event == "stream.reset"
        await write(publish, 21, 22)
        assert sorted(await revisions(subscriber, 2)) == [21, 22]


async def test_a_gateway_that_lags_behind_another_repeats_nothing(
    start: "Gateway", publish: "Publisher", subscribe: Subscribe, broker: "FlakyBroker"
) -> None:
    lagging = await start()
    async with subscribe(lagging):
        broker.is_down = True
        await asyncio.sleep(0.2)  # its readers have noticed
        await write(publish, 1, 10)
        ends = [broker.inner.log_end(tp) for tp in broker.inner.partitions_of(TOPIC)]
        async with subscribe(lagging, after=".".join(map(str, ends))) as subscriber:
            await subscriber.block()
            broker.is_down = False
            await asyncio.sleep(0.3)
            await write(publish, 11, 12)
            assert sorted(await revisions(subscriber, 2)) == [11, 12]
