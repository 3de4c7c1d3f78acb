"""The edge of the command: settings in, a report out."""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

import typer

from kit.database import Database, DatabaseClock, migrations
from kit.messaging import BrokerError, KafkaBroker
from kit.observe import set_up_logs
from kit.process import read_settings
from rules.exact import fraction
from scoring.replay.consumers.order import Disorder
from scoring.replay.consumers.replay import LogAndDatabases, Outcome, ReplayOptions, replay
from scoring.replay.store.comparison import GoneError
from scoring.replay.store.shadow import SCHEMA, BusyError
from scoring.settings import ScoringSettings

_POOL: Final = 5
_SAY_SECONDS: Final = 1.0


def run_replay(
    folder: Path,
    *,
    compare: bool,
    swap: bool,
    shuffle: int | None,
    duplicates: str,
    progress: bool,
) -> int:
    """Replay as the options say, report on stdout, and return the exit code."""
    settings = read_settings(ScoringSettings)
    set_up_logs(settings)
    options = ReplayOptions(
        compare=compare,
        swap=swap,
        disorder=Disorder(seed=shuffle, repeated=_share(duplicates)),
        batch_records=settings.batch_records,
        remembered=settings.remembered_assessments,
    )
    report_progress = ProgressReport() if progress else None
    try:
        outcome = asyncio.run(_replay(settings, options, folder, report_progress))
    except (BusyError, BrokerError, GoneError) as error:
        typer.echo(str(error), err=True)
        return 1
    for line in report(outcome, options):
        typer.echo(line)
    return 1 if outcome.differing and not swap else 0


def report(outcome: Outcome, options: ReplayOptions) -> Iterator[str]:
    """Yield what a replay found, line by line."""
    yield f"{outcome.records} messages replayed"
    for row in outcome.shown:
        yield f"{row.table}\n  live:     {row.live}\n  replayed: {row.replayed}"
    if options.compare:
        yield f"{outcome.compared} tables compared: {outcome.differing} rows differ"
    if outcome.waiting:
        yield f"{outcome.waiting} assessments left out: they wait to be derived anew"
    if outcome.announced is not None:
        yield f"swapped; {outcome.announced} scores announced anew"


@dataclass(slots=True)
class ProgressReport:
    """Reports once a second how far a replay is."""

    reported_at: float = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say how many messages are done, if it is time to."""
        now = time.monotonic()
        if now - self.reported_at > _SAY_SECONDS or done >= total:
            self.reported_at = now
            typer.echo(f"{done} of {total} messages", err=True)


async def _replay(
    settings: ScoringSettings,
    options: ReplayOptions,
    folder: Path,
    report_progress: ProgressReport | None,
) -> Outcome:
    url = settings.database_url
    live, shadow = Database(url, pool_size=_POOL), Database(url, pool_size=2, schema=SCHEMA)
    broker = KafkaBroker(settings.kafka_bootstrap_servers, client_id="scoring-replay")
    stores = LogAndDatabases(
        live=live,
        shadow=shadow,
        broker=broker,
        make_tables=partial(migrations.upgrade, url, folder, schema=SCHEMA),
    )
    try:
        return await replay(
            stores, options, DatabaseClock(), report_progress or (lambda _done, _total: None)
        )
    finally:
        await broker.stop()
        await live.dispose()
        await shadow.dispose()


def _share(text: str) -> Fraction:
    try:
        share = fraction(text)
    except ValueError:
        share = Fraction(-1)
    if not 0 <= share <= 1:
        typer.echo(f"--duplicates {text}: a share is a number from 0 to 1", err=True)
        sys.exit(2)
    return share
