"""What a relay sends again is shown once."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import msgspec
from tests.component.gateway.flaky_broker import FlakyBroker
from tests.component.gateway.publisher import AT, TOPIC, Publisher, write
from tests.component.gateway.serving import Gateway
from tests.component.gateway.subscriber import Subscribe, revisions

from contracts.events.finding import (
    ContradictionClearedV1,
    ContradictionFoundV1,
    RiskChangedV1,
    TargetMetV1,
    TargetMissedV1,
)
from contracts.events.target import TargetSetV1
from contracts.values import Text


async def test_what_was_shown_before_an_interruption_is_not_repeated_after_it(
    start: Gateway, publish: Publisher, subscribe: Subscribe
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
    start: Gateway, publish: Publisher, subscribe: Subscribe
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
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        await repeat(publish, 5)
        shown = await subscriber.event()
        await repeat(publish, 5)
        while subscriber.last_id == shown.id:
            assert (await subscriber.block()).event is None


async def repeat(publish: Publisher, *numbers: int) -> None:
    """Publish these revisions of one assessment, as a relay does that sends some again."""
    for revision in numbers:
        await publish.score("9901", revision=revision)


async def test_a_gateway_that_lags_behind_another_repeats_nothing(
    start: Gateway, publish: Publisher, subscribe: Subscribe, broker: FlakyBroker
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


async def test_an_older_state_of_a_target_never_follows_a_newer_one(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        await publish.event(target(TargetMissedV1, 2, missed_at=AT))
        await publish.event(target(TargetMetV1, 1, met_at=AT))
        # Another assessment of the year decides now; its events have another key.
        await publish.event(target(TargetMetV1, 1, number=2, met_at=AT))
        await publish.event(target(TargetMetV1, 3, number=2, met_at=AT))
        assert await revisions(subscriber, 2) == [2, 3]


async def test_targets_of_other_years_and_instruments_count_for_themselves(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        await publish.event(target(TargetMetV1, 3, met_at=AT))
        await publish.event(target(TargetMetV1, 1, met_at=AT, year=2027))
        await publish.event(target(TargetMetV1, 2, met_at=AT, instrument_code="akip"))
        assert await revisions(subscriber, 3) == [3, 1, 2]


async def test_an_older_state_of_a_contradiction_never_follows_a_newer_one(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    found = ContradictionFoundV1(
        assessment_id=UUID(int=1),
        agency_code="9901",
        campaign_code="spbe-2026",
        revision=1,
        rule_code="spbe-13",
        severity="major",
        message=Text(id="tidak sesuai", en="does not agree"),
        found_at=AT,
    )
    cleared = ContradictionClearedV1(
        assessment_id=UUID(int=1),
        agency_code="9901",
        campaign_code="spbe-2026",
        revision=2,
        rule_code="spbe-13",
        cleared_at=AT,
    )
    async with subscribe(client) as subscriber:
        await publish.event(cleared)
        await publish.event(found)
        await publish.event(msgspec.structs.replace(found, revision=3))
        assert await revisions(subscriber, 2) == [2, 3]


async def test_what_is_at_risk_is_shown_and_counts_for_itself(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    risk = RiskChangedV1(
        assessment_id=UUID(int=1),
        agency_code="9901",
        campaign_code="spbe-2026",
        revision=9,
        indicators=(),
        message=Text(id="Tidak ada lagi.", en="There are none."),
        changed_at=AT,
    )
    async with subscribe(client, type="scoring.risk.changed") as subscriber:
        await publish.score("9901", number=1, revision=12)
        await publish.event(risk)
        await publish.event(msgspec.structs.replace(risk, revision=8))
        await publish.event(msgspec.structs.replace(risk, revision=10))
        assert await revisions(subscriber, 2) == [9, 10]


async def test_that_a_target_was_set_counts_for_itself(
    client: httpx.AsyncClient, publish: Publisher, subscribe: Subscribe
) -> None:
    made = TargetSetV1(
        agency_code="9901",
        instrument_code="spbe",
        year=2026,
        node_code="index",
        revision=2,
        value="2.6",
        set_at=AT,
    )
    async with subscribe(client) as subscriber:
        await publish.event(target(TargetMissedV1, 5, missed_at=AT))
        await publish.event(made)
        await publish.event(msgspec.structs.replace(made, revision=1))
        await publish.event(msgspec.structs.replace(made, revision=3, value=None))
        assert await revisions(subscriber, 3) == [5, 2, 3]


def target(
    kind: type[TargetMetV1 | TargetMissedV1], revision: int, *, number: int = 1, **fields: Any
) -> TargetMetV1 | TargetMissedV1:
    """Return a turn of one target, as the assessment `number` decides it."""
    said: dict[str, Any] = {"instrument_code": "spbe", "year": 2026, **fields}
    return kind(
        assessment_id=UUID(int=number),
        agency_code="9901",
        campaign_code="spbe-2026",
        revision=revision,
        node_code="index",
        target="2.6",
        exact="2.5",
        **said,
    )
