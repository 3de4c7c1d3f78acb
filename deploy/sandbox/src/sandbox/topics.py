"""Make the product's topics on a broker; runs once, before the services start."""

import asyncio
import os

from contracts.topics import TOPICS
from sandbox.kafka_topics import ensure_topics
from sandbox.topology import SERVERS_VARIABLE


def main() -> None:
    """Make the topics that are missing on the broker that the environment names."""
    asyncio.run(ensure_topics(os.environ[SERVERS_VARIABLE], TOPICS.values()))
