"""The stream while the broker is away, or has lost what it had."""

import httpx
from tests.component.gateway.flaky_broker import FlakyBroker
from tests.component.gateway.publisher import TOPIC, Publisher, write
from tests.component.gateway.serving import Gateway
from tests.component.gateway.subscriber import Subscribe, revisions


async def test_a_broker_that_goes_away_and_comes_back_costs_nothing(
    client: httpx.AsyncClient,
    publish: Publisher,
    subscribe: Subscribe,
    broker: FlakyBroker,
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
    start: Gateway, publish: Publisher, subscribe: Subscribe, broker: FlakyBroker
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
    start: Gateway, publish: Publisher, subscribe: Subscribe, broker: FlakyBroker
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
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client, after="900.900.900.900.900.900") as subscriber:
        reset = await subscriber.event()
        await write(publish, 1, 1)
        message = await subscriber.event()

    assert reset.event == "stream.reset"
    assert reset.id == "0.0.0.0.0.0"
    assert message.revision == 1


async def test_a_topic_made_anew_resets_those_who_listen(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe, broker: FlakyBroker
) -> None:
    async with subscribe(client) as subscriber:
        await write(publish, 1, 20)
        await revisions(subscriber, 20)
        broker.recreate(TOPIC)

        assert (await subscriber.event()).event == "stream.reset"
        await write(publish, 21, 22)
        assert sorted(await revisions(subscriber, 2)) == [21, 22]
