"""The command that makes all scores again, as an operator runs it."""

import asyncio
import os
import sys

from tests.e2e.world import World

from sandbox.running.topology import cursor_secret


async def replay(world: World, *options: str) -> tuple[int, str]:
    """Run the command as an operator would; return its exit code and what it said."""
    topology = world.sandbox.topology
    settings = {
        "SCORING_DATABASE_URL": topology.database_urls["scoring"],
        "SCORING_KAFKA_BOOTSTRAP_SERVERS": topology.kafka,
        "SCORING_OIDC_ISSUER": topology.api,
        "SCORING_CURSOR_KEY": topology.secrets.get(cursor_secret("scoring")),
        "SCORING_LOG_LEVEL": "WARNING",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "scoring.cli",
        "replay",
        *options,
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()
