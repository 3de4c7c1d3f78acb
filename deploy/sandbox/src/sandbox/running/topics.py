"""Create the product's topics on a broker; runs once, before the services start."""

import asyncio
import os

from contracts.topics import TOPICS
from kit.messaging import KafkaBroker
from sandbox.running.topology import SERVERS_VARIABLE


def main() -> None:
    """Create the missing topics on the broker that the environment names."""
    asyncio.run(_make(os.environ[SERVERS_VARIABLE]))


async def _make(servers: str) -> None:
    broker = KafkaBroker(servers, client_id="sandbox-topics")
    await broker.start()
    try:
        await broker.ensure_topics(TOPICS.values())
    finally:
        await broker.stop()
