"""A small worker that a test starts, kills and starts again: one effect and one event a message.

Arguments: the run's name; everything else is in the environment (prefix PROGRAM_).
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime

from pydantic_settings import SettingsConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.events.agency import AgencyChangedV2
from contracts.events.assessment import LevelDecidedV2
from contracts.topics import ASSESSMENT
from kit.consumer import BatchConsumer, Received
from kit.database import Database, raw
from kit.messaging import KafkaBroker
from kit.observe import set_up_logs
from kit.outbox import emit
from kit.process import run_worker
from kit.settings import ServiceSettings


class ProgramSettings(ServiceSettings):
    """The settings of the program."""

    model_config = SettingsConfigDict(env_prefix="PROGRAM_", frozen=True)


def announcement(run: str, revision: int) -> AgencyChangedV2:
    """Return the event that says that a message was handled."""
    return AgencyChangedV2(
        agency_code=run,
        revision=revision,
        name="-",
        agency_kind="agency",
        is_assessed=True,
        valid_from=date(2026, 1, 1),
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


async def main(run: str) -> None:
    """Handle the messages of this run until a signal."""
    settings = ProgramSettings()
    set_up_logs(settings)
    database = Database(settings.database_url)

    async def handle(session: AsyncSession, batch: Sequence[Received]) -> None:
        levels = [each.event for each in batch if isinstance(each.event, LevelDecidedV2)]
        mine = [event for event in levels if event.decided_by == run]
        if not mine:
            return
        connection = await raw(session)
        await connection.executemany(
            "INSERT INTO effect (revision) VALUES ($1)", [(event.revision,) for event in mine]
        )
        events = [announcement(run, event.revision) for event in mine]
        await emit(session, events, source="tolok/test")

    broker = KafkaBroker(settings.kafka_bootstrap_servers, "program")
    await run_worker(
        settings,
        database=database,
        broker=broker,
        consumers=[
            BatchConsumer(
                broker=broker,
                database=database,
                group=run,
                topics=[ASSESSMENT.name],
                handler=handle,
                max_records=10,
            )
        ],
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
