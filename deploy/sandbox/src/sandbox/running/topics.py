"""Create the product's topics on a broker; runs once, before the services start."""

import asyncio
import os

from contracts.topics import TOPICS
from sandbox.running.topology import SERVERS_VARIABLE
from sandbox.servers.kafka_topics import ensure_topics


def main() -> None:
    """Create the missing topics on the broker that the environment names."""
    asyncio.run(ensure_topics(os.environ[SERVERS_VARIABLE], TOPICS.values()))
