"""Any part of the running product is killed under load: facts, scores and topic stay as they must.

Every round ends with the reconciliation that the end-to-end tests end with.
"""

import asyncio
import random
from pathlib import Path

from tests.chaos.conftest import Rounds, told
from tests.e2e.load import changing
from tests.e2e.test_whole_system import PROCESSES
from tests.e2e.world import World
from tests.support.templates import SERVER_SETTINGS

from sandbox.running.supervisor import Sandbox
from sandbox.settings import SandboxSettings

FAULTS = (
    *("fail", "stall", "html", "endless_pages", "drip", "bomb", "redirect"),
    *("truncated", "deep", "nan", "repeated", "encoding", "expired"),
)
SYSTEMS = ("e-planning", "e-program", "e-sakip")


async def test_no_harm_to_the_product_makes_a_score_wrong(rounds: Rounds, tmp_path: Path) -> None:
    settings = SandboxSettings(home=tmp_path)
    with Sandbox(settings, postgres_settings=SERVER_SETTINGS) as sandbox:
        async with World(sandbox) as world:
            await world.reset()
            await world.reconciled()
            for chance in rounds():
                async with changing(world, seed=chance.randrange(10**6)):
                    for _ in range(chance.randint(2, 6)):
                        await asyncio.sleep(chance.uniform(0, 1.5))
                        await _harm(world, chance)
                for system in SYSTEMS:
                    await world.fault(system, "none")
                await world.reconciled()


async def _harm(world: World, chance: random.Random) -> None:
    what = chance.choice([*PROCESSES, *PROCESSES, "kafka", "postgres", "a source"])
    told(what)
    if what == "postgres":
        assert world.sandbox.postgres is not None
        await asyncio.to_thread(world.sandbox.postgres.stop, "immediate")
    elif what == "a source":
        await world.fault(chance.choice(SYSTEMS), chance.choice(FAULTS))
    else:
        world.sandbox.kill(what)
