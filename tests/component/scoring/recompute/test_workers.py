"""What a worker remembers never outlives the truth: after rollbacks, beside others, as a zombie."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.component.scoring.conftest import FailedError
from tests.component.scoring.region import (
    DINAS,
    REGION,
    agencies,
    agency,
    decided,
    derivations,
    edition,
    everything,
    observed,
    opened,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

    from contracts.envelope import Event


async def ready(service: Service) -> Worker:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    return worker


async def exacts(service: Service) -> dict[str, str | None]:
    last = (await service.said())[-1]
    return {track.track: track.exact for track in last.tracks}


async def test_a_batch_that_was_rolled_back_leaves_no_trace_in_memory(service: Service) -> None:
    worker = await ready(service)
    with pytest.raises(FailedError):
        await worker.apply(decided("1", "5", revision=2), observed(DINAS[0], True), fail=True)
    with pytest.raises(FailedError):
        await worker.apply(agency("9901.9"), fail=True)
    await worker.apply(decided("2", "5", revision=3))

    assert await exacts(service) == {"self": "2.2", "provisional": "2.2", "live": None}
    await worker.apply(decided("1", "5", revision=2))
    assert (await exacts(service))["self"] == "3.4"


async def test_everything_fails_once_and_comes_out_the_same(service: Service) -> None:
    one, other = service.worker(), service.worker()
    for event in everything():
        with pytest.raises(FailedError):
            await one.apply(event, fail=True)
        await one.apply(event)
    state = await service.state()
    await other.apply(*everything())

    assert await service.state() == state


async def test_two_workers_take_turns_on_one_assessment(service: Service) -> None:
    one = await ready(service)
    other = service.worker()
    await one.apply(decided("1", "3", revision=2))
    await other.apply(decided("2", "3", revision=3))
    await one.apply(decided("1", "4", revision=4))
    await other.apply(*(observed(code, True) for code in DINAS))
    await one.apply(decided("2", "5", revision=5))

    assert await exacts(service) == {"self": "3.1", "provisional": "3.9", "live": "3"}
    revisions = [event.revision for event in await service.said()]
    assert revisions == list(range(1, len(revisions) + 1))


async def test_workers_at_the_same_time_lose_nothing(service: Service) -> None:
    """Levels and facts of one assessment lie in different partitions."""
    first = await ready(service)
    workers = [first, *(service.worker() for _ in range(3))]
    batches: list[list[Event]] = [
        [decided("1", str(1 + number % 5), revision=2 + 2 * number) for number in range(25)],
        [decided("2", str(1 + number % 5), revision=3 + 2 * number) for number in range(25)],
        [observed(DINAS[0], number % 2 == 0, revision=1 + number) for number in range(25)],
        [observed(DINAS[1], number % 3 == 0, revision=1 + number) for number in range(25)],
    ]

    async def work(number: int) -> None:
        for event in batches[number]:
            await workers[number].apply(event)

    await asyncio.gather(*map(work, range(4)))
    found = await service.state()
    await service.worker().apply(*(event for batch in batches for event in batch))

    assert await service.state() == found
    assert await exacts(service) == {"self": "3.4", "provisional": "3.8", "live": "2"}
    revisions = [event.revision for event in await service.said()]
    assert revisions == list(range(1, len(revisions) + 1))


async def test_a_fact_and_an_opening_at_the_same_time_see_each_other(service: Service) -> None:
    for number in range(8):
        one, other = service.worker(), service.worker()
        if number == 0:
            await one.apply(edition(), derivations(), *agencies())
        assessment = UUID(int=100 + number)
        await asyncio.gather(
            one.apply(opened(assessment)),
            other.apply(*(observed(code, True, revision=1 + number) for code in DINAS)),
        )
        rows = await service.rows(
            f"SELECT level FROM derived_level WHERE assessment_id = '{assessment}'"  # noqa: S608 - the test's own text
        )
        assert [row[0] for row in rows] == ["3"]


async def test_an_agency_and_its_fact_at_the_same_time_see_each_other(service: Service) -> None:
    await ready(service)
    await service.worker().apply(*(observed(code, True) for code in DINAS))
    for number in range(8):
        code = f"{REGION}.9{number}"
        await asyncio.gather(
            service.worker().apply(agency(code)),
            service.worker().apply(observed(code, True)),
        )
        assert (await exacts(service))["live"] == "3"


async def test_partitions_that_go_take_the_memory_with_them(service: Service) -> None:
    worker = await ready(service)
    other = service.worker()
    worker.memory.forget()
    await other.apply(decided("1", "3", revision=2))
    await worker.apply(decided("2", "3", revision=3))

    assert (await exacts(service))["self"] == "2.2"
