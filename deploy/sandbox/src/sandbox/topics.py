"""Make the product's topics on a broker; runs once, before the services start."""

import asyncio
import os

from contracts.topics import TOPICS
from kit.messaging import KafkaBroker
from sandbox.topology import SERVERS_VARIABLE


def main() -> None:
    """Make the topics that are missing on the broker that the environment names."""
    asyncio.run(_make(os.environ[SERVERS_VARIABLE]))


async def _make(servers: str) -> None:
    broker = KafkaBroker(servers, client_id="sandbox-topics")
    await broker.start()
    try:
        await broker.ensure_topics(TOPICS.values())
    finally:
        await broker.stop()
