"""The scoring worker, its broker and its database are harmed under load: no score is wrong."""

import asyncio
import random
import signal
from pathlib import Path

from tests.chaos.conftest import Rounds, told
from tests.support.templates import SERVER_SETTINGS

from bench.edition import bench_edition
from bench.environment import Environment, environment
from bench.reconcile import reconcile
from bench.workloads import Workload
from kit.fail_points import Point
from sandbox.processes import children

ASSESSMENTS = 60
WAVES = 8
WAVE = 400


async def test_no_harm_to_the_scoring_worker_makes_a_score_wrong(
    rounds: Rounds, tmp_path: Path
) -> None:
    async with environment(tmp_path, postgres_settings=SERVER_SETTINGS) as made:
        workload = Workload(seed=20, assessments=ASSESSMENTS)
        await made.send([bench_edition()])
        await made.send(workload.opened())
        made.start_worker()
        await made.send(workload.initial_load())
        for chance in rounds():
            for _ in range(WAVES):
                events = list(workload.steady(WAVE))
                repeated = chance.sample(events, chance.randrange(WAVE))
                await made.send([*events, *repeated])
                await asyncio.sleep(chance.uniform(0, 0.5))
                await _harm(made, chance)
            if made.worker_is_doomed or made.worker.poll() is not None:
                await _kill(made, chance)  # nobody else would start another one
            await made.wait_until_drained()
            found = await reconcile(made, workload, bench_edition())
            assert found.compared == ASSESSMENTS
            assert found.clean, found


async def _harm(made: Environment, chance: random.Random) -> None:
    harm = chance.choice([_kill, _kill, _fail, _freeze, _stop, _crash_database, _restart_broker])
    told(harm.__name__.removeprefix("_"))
    await harm(made, chance)


async def _kill(made: Environment, _: random.Random) -> None:
    made.kill_worker()
    made.start_worker()


async def _fail(made: Environment, chance: random.Random) -> None:
    """Let a worker kill itself at a point of a batch, if it comes to it before the next harm."""
    made.kill_worker()
    made.start_worker(fail_point=f"{chance.choice(list(Point))}:{chance.randint(1, 4)}")
    await asyncio.sleep(chance.uniform(0.5, 3))


async def _freeze(made: Environment, chance: random.Random) -> None:
    """Freeze a worker until another one has taken over; what it then wakes with is void."""
    zombie = made.worker
    made.pause_worker()
    made.start_worker()
    await asyncio.sleep(chance.uniform(0, 12))
    zombie.send_signal(signal.SIGCONT)
    await asyncio.sleep(chance.uniform(0, 1))
    children.stop(zombie, signal.SIGTERM, seconds=30)


async def _stop(made: Environment, _: random.Random) -> None:
    made.stop_worker()
    made.start_worker()


async def _crash_database(made: Environment, _: random.Random) -> None:
    await asyncio.to_thread(made.postgres.stop, "immediate")
    await asyncio.to_thread(made.postgres.start)


async def _restart_broker(made: Environment, chance: random.Random) -> None:
    await asyncio.to_thread(chance.choice([made.kafka.kill, made.kafka.stop]))
    await asyncio.to_thread(made.kafka.start)
