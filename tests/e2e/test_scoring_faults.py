"""The scoring worker is killed, its broker and its database are stopped: no score is lost or wrong.

Every story ends with a reconciliation of the score topic's last state, the database, and an
independent oracle.
"""

import asyncio
import random
import signal
import tempfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.support.places import servers_folder
from tests.support.templates import SERVER_SETTINGS
from tests.support.waiting import NEVER_SECONDS, in_time

from bench.edition import bench_edition
from bench.environment import Environment, environment
from bench.reconcile import reconcile
from bench.workloads import Workload
from kit.fail_points import Point

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASSESSMENTS = 60
EVENTS = 4_000
WAVE = 400


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Environment]:
    """The servers; each story has a worker and assessments of its own on them."""
    with tempfile.TemporaryDirectory(prefix="tolok-faults-", dir=servers_folder()) as folder:
        async with environment(Path(folder), postgres_settings=SERVER_SETTINGS) as made:
            await made.send([bench_edition()])
            yield made


@pytest_asyncio.fixture(loop_scope="module")
async def ready(
    shared: Environment, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Environment, Workload]]:
    """An environment on which the edition is known and every assessment of this story is open."""
    workload = Workload(seed=zlib.crc32(request.node.name.encode()), assessments=ASSESSMENTS)
    await shared.send(workload.opened())
    yield shared, workload
    shared.stop_worker()


async def assert_reconciled(made: Environment, workload: Workload) -> None:
    await made.wait_until_drained()
    found = await reconcile(made, workload, bench_edition())
    assert found.compared == ASSESSMENTS
    assert found.clean, found


async def waves(made: Environment, workload: Workload) -> AsyncIterator[int]:
    """Send load in waves and let the test do harm between them."""
    for number in range(EVENTS // WAVE):
        await made.send(workload.steady(WAVE))
        yield number


async def test_a_kill_at_every_point_of_a_batch_loses_nothing(
    ready: tuple[Environment, Workload],
) -> None:
    made, workload = ready
    for point in Point:
        made.start_worker(fail_point=f"{point}:2")
        async with in_time():
            while made.worker.poll() is None:  # waves apart in time are batches apart
                await made.send(workload.steady(WAVE // 4))
                await asyncio.sleep(0.05)
        assert made.worker.returncode == -signal.SIGKILL, point
    made.start_worker()
    await assert_reconciled(made, workload)


async def test_duplicates_and_disorder_change_nothing(ready: tuple[Environment, Workload]) -> None:
    made, workload = ready
    made.start_worker()
    events = [*workload.initial_load(), *workload.steady(EVENTS)]
    chance = random.Random(8)
    shuffled = events + chance.sample(events, len(events) // 3)
    chance.shuffle(shuffled)
    await made.send(shuffled)
    await assert_reconciled(made, workload)
    before = await made.score_events()
    await made.send(chance.sample(events, len(events)))
    await assert_reconciled(made, workload)
    assert await made.score_events() == before, "a replay announced scores again"


async def test_a_broker_restart_under_load_loses_nothing(
    ready: tuple[Environment, Workload],
) -> None:
    made, workload = ready
    made.start_worker()
    await made.send(workload.initial_load())
    await asyncio.to_thread(made.kafka.stop)
    await asyncio.to_thread(made.kafka.start)
    await made.send(workload.steady(EVENTS))
    await asyncio.to_thread(made.kafka.kill)
    await asyncio.to_thread(made.kafka.start)
    await made.send(workload.steady(WAVE))
    await assert_reconciled(made, workload)
    assert made.worker.poll() is None, "the worker did not survive"


async def test_a_database_crash_under_load_loses_nothing(
    ready: tuple[Environment, Workload],
) -> None:
    made, workload = ready
    made.start_worker()
    async for number in waves(made, workload):
        if number % 4 == 1:
            await asyncio.to_thread(made.postgres.stop, "immediate")
            await asyncio.to_thread(made.postgres.start)
    await assert_reconciled(made, workload)
    assert made.worker.poll() is None, "the worker did not survive"


async def test_a_paused_worker_that_wakes_after_its_partitions_moved_writes_nothing(
    ready: tuple[Environment, Workload],
) -> None:
    made, workload = ready
    made.start_worker()
    zombie = made.worker
    await made.send(workload.initial_load())
    zombie.send_signal(signal.SIGSTOP)
    made.start_worker()
    await made.send(workload.steady(EVENTS))
    await made.wait_until_drained()
    zombie.send_signal(signal.SIGCONT)
    await made.send(workload.steady(WAVE))
    await assert_reconciled(made, workload)
    zombie.terminate()
    assert await asyncio.to_thread(zombie.wait, NEVER_SECONDS) == 0


async def test_sigterm_under_load_ends_in_order(ready: tuple[Environment, Workload]) -> None:
    made, workload = ready
    for _ in range(3):  # `make chaos` does it without end
        await made.send(workload.steady(WAVE))
        made.start_worker()
        made.worker.terminate()
        assert await asyncio.to_thread(made.worker.wait, NEVER_SECONDS) == 0
    made.start_worker()
    await assert_reconciled(made, workload)
