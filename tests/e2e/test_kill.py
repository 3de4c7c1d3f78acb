"""A worker on real servers is killed, frozen and stopped; nothing is lost or doubled."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import psutil
import pytest
from tests.e2e.worker_run import MESSAGES, Run, free_port
from tests.support.waiting import comes, eventually

from contracts.topics import TOPICS
from kit.database import Database, raw
from kit.fail_points import Point
from kit.messaging import KafkaBroker
from sandbox.servers.kafka_topics import ensure_topics


@pytest.fixture
async def make_run(
    service_database: Callable[[str], str], kafka: Any
) -> AsyncIterator[Callable[[], Awaitable[Run]]]:
    """Make runs of their own on the shared servers."""
    async with AsyncExitStack() as stack:

        async def make() -> Run:
            url = service_database("kit")
            database = Database(url, pool_size=2)
            stack.push_async_callback(database.dispose)
            async with database.transaction() as session:
                await (await raw(session)).execute("CREATE TABLE effect (revision int)")
            broker = KafkaBroker(kafka.bootstrap_servers, "test")
            stack.push_async_callback(broker.stop)
            await ensure_topics(kafka.bootstrap_servers, TOPICS.values())
            return Run(database, url, broker, kafka.bootstrap_servers)

        yield make


@pytest.fixture
async def run(make_run: Callable[[], Awaitable[Run]]) -> Run:
    """A run of its own on the shared servers."""
    return await make_run()


async def test_a_kill_at_any_point_loses_and_doubles_nothing(
    make_run: Callable[[], Awaitable[Run]],
) -> None:
    runs = {point: await make_run() for point in Point}
    for run in runs.values():
        await run.send()
    side_by_side = asyncio.Semaphore(4)

    async def kill_and_recover(point: Point, run: Run) -> None:
        async with side_by_side:
            async with run.worker(fail_point=f"{point}:2") as doomed:
                assert await comes(doomed.wait()) == -signal.SIGKILL, point
            assert max((await run.effects()).values(), default=1) == 1, point
            async with run.worker() as worker:
                await run.until_done()
                assert await run.stop(worker) == 0, point
        await run.assert_exact()

    await asyncio.gather(*(kill_and_recover(point, run) for point, run in runs.items()))


async def test_sigterm_under_load_ends_in_order(run: Run) -> None:
    total = 0
    for _ in range(3):
        await run.send(total + 1, 300)
        total += 300
        async with run.worker() as worker:

            async def begun(least: int = total - 300) -> bool:
                return len(await run.effects()) > least

            await eventually(begun)
            assert await run.stop(worker) == 0
    async with run.worker() as worker:
        await run.until_done(total)
        await eventually(run.serves)  # all may have been done before it began
        assert await run.stop(worker) == 0
    await run.assert_exact(total)
    assert len(await run.announced()) == total


@pytest.mark.parametrize("point", [Point.AFTER_HANDLER, Point.AFTER_COMMIT])
async def test_a_worker_that_froze_gives_way_to_its_heir_and_doubles_nothing(
    run: Run, point: Point
) -> None:
    await run.send(1, 200)
    async with run.worker(fail_point=f"{point}:1:freeze") as zombie:

        async def frozen() -> bool:
            return psutil.Process(zombie.pid).status() == psutil.STATUS_STOPPED

        await eventually(frozen)
        run.port = free_port()
        async with run.worker() as heir:
            await run.send(201, 200)
            try:
                await run.until_done(400)
            finally:
                zombie.send_signal(signal.SIGCONT)
            await run.send(401, 50)
            await run.until_done(450)
            assert await run.stop(heir) == 0
        assert await run.stop(zombie) == 0
    await run.assert_exact(450)


async def test_a_worker_shows_its_health_and_its_metrics(run: Run) -> None:
    await run.send()
    async with run.worker() as worker:

        async def ready() -> bool:
            return await run.status("/readyz") == 200

        await eventually(ready)
        assert await run.status("/healthz") == 200
        await run.until_done()

        async def lag_is_gone() -> bool:
            text = await run.metrics()
            lines = [line for line in text.splitlines() if line.startswith("tolok_consumer_lag")]
            return len(lines) == 6 and all(line.endswith(" 0.0") for line in lines)

        await eventually(lag_is_gone)
        text = await run.metrics()
        assert f'tolok_outbox_published_rows_total{{path="commit"}} {MESSAGES}.0' in text
        for name in (
            "tolok_consumer_batch_records_bucket",
            "tolok_consumer_batch_seconds_bucket",
            "tolok_consumer_event_age_seconds_bucket",
            "tolok_outbox_depth_rows",
        ):
            assert name in text
        assert await run.stop(worker) == 0


async def test_services_start_in_any_order(run: Run, kafka: Any) -> None:
    await run.send()
    kafka.stop()
    async with run.worker() as worker:

        async def alive() -> bool:
            return await run.status("/healthz") == 200

        await eventually(alive)
        assert await run.status("/readyz") == 503
        await asyncio.to_thread(kafka.start)
        await run.until_done()
        assert await run.stop(worker) == 0
    await run.assert_exact()


async def test_a_broker_that_freezes_or_restarts_delays_and_loses_nothing(
    run: Run, kafka: Any
) -> None:
    await run.send()
    async with run.worker() as worker:
        await run.until_done()
        kafka.pause()
        await asyncio.sleep(1)
        kafka.resume()
        await run.send(61, 60)
        await run.until_done(120)
        kafka.kill()
        await asyncio.to_thread(kafka.start)
        await run.send(121, 60)
        await run.until_done(180)
        assert await run.stop(worker) == 0
    await run.assert_exact(180)


async def test_sigterm_ends_the_worker_though_the_broker_is_frozen(run: Run, kafka: Any) -> None:
    await run.send()
    async with run.worker() as worker:
        await run.until_done()
        kafka.pause()
        try:
            assert await run.stop(worker) == 0
        finally:
            kafka.resume()
