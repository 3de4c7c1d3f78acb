"""A worker runs its parts until the end, and says by its exit code whether one of them failed."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.support.waiting import comes

from kit.consumer import CulpritError
from kit.process import Periodic, run_worker
from kit.settings import ServiceSettings


@pytest.fixture
def settings(unused_tcp_port: int) -> ServiceSettings:
    """Settings whose health can be asked."""
    return ServiceSettings(
        port=0,
        metrics_port=unused_tcp_port,
        kafka_bootstrap_servers="unused",
        oidc_issuer="http://issuer.test",
        database_url=SecretStr("unused"),
        cursor_key=SecretStr("of-this-test-and-longer-than-32-characters"),
    )


Run = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
def run(pipeline: Any, settings: ServiceSettings) -> Run:
    """Run a worker of the pipeline's parts."""

    def start(stop: asyncio.Event, **parts: Any) -> Coroutine[Any, Any, None]:
        return run_worker(
            settings, database=pipeline.database, broker=pipeline.broker, stop=stop, **parts
        )

    return start


async def test_a_worker_consumes_relays_and_ends_in_order(pipeline: Any, run: Run) -> None:
    stop = asyncio.Event()
    worker = asyncio.create_task(run(stop, consumers=[pipeline.consumer()]))
    await pipeline.write(pipeline.level(1))  # to the outbox, the topic, the consumer
    await pipeline.wait_for_effects(1)
    stop.set()
    await comes(worker)
    assert await pipeline.waiting() == 0


async def test_a_culprit_makes_the_exit_code_one(pipeline: Any, run: Run) -> None:
    def fail(_session: Any, _received: Any) -> None:
        raise RuntimeError("a defect")

    pipeline.before = fail
    await pipeline.send(pipeline.record(1))
    with pytest.raises(SystemExit) as ended:
        await run(asyncio.Event(), consumers=[pipeline.consumer()])
    assert ended.value.code == 1


async def test_one_failed_part_ends_the_others_in_order(pipeline: Any, run: Run) -> None:
    class Failing:
        group, ready = "failing", False

        async def run(self, _stop: asyncio.Event) -> None:
            await pipeline.wait_for_effects(1)
            raise CulpritError("some message")

    await pipeline.send(pipeline.record(1))
    with pytest.raises(SystemExit):
        await run(asyncio.Event(), consumers=[pipeline.consumer(), Failing()])
    assert await pipeline.positions() == {pipeline.partition(1).partition: 1}


async def test_periodic_work_is_repeated_though_it_fails(run: Run) -> None:
    calls: list[int] = []
    enough = asyncio.Event()

    async def work() -> None:
        calls.append(1)
        if len(calls) == 3:
            enough.set()
        raise RuntimeError("a source is away")

    stop = asyncio.Event()
    worker = asyncio.create_task(run(stop, tasks=[Periodic(name="pull", every=0.01, work=work)]))
    await comes(enough.wait())
    stop.set()
    await comes(worker)


async def test_long_work_is_cut_off_at_the_end(run: Run) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.Event().wait()

    stop = asyncio.Event()
    worker = asyncio.create_task(run(stop, tasks=[Periodic(name="pull", every=6000, work=work)]))
    await begun.wait()
    stop.set()
    await comes(worker)


async def test_readiness_names_the_part_that_is_not_at_work(
    pipeline: Any, run: Run, settings: ServiceSettings
) -> None:
    class Joining:
        group, ready = "joining", False

        async def run(self, stop: asyncio.Event) -> None:
            await stop.wait()

    stop = asyncio.Event()
    consumer = pipeline.consumer()
    worker = asyncio.create_task(run(stop, consumers=[consumer, Joining()]))
    await pipeline.until(lambda: consumer.ready)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.metrics_port}") as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/readyz")
        assert (await client.get("/metrics")).text.count("tolok_outbox_depth_rows") > 0
    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert checks.pop("joining") != "ok"
    assert set(checks.values()) == {"ok"}
    stop.set()
    await comes(worker)
