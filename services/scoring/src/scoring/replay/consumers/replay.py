"""One replay from beginning to end: rebuild, compare, swap."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from anyio import to_thread

from contracts.envelope import Header
from contracts.topics import SCORE
from kit.database import Database, RecordingClock, Session
from kit.messaging import Broker, BrokerError, Record
from kit.threads import JOBS
from scoring.recompute.consumers import GROUP, TOPICS
from scoring.rederivation import store as rederivation
from scoring.replay.consumers.log import Log, Offsets
from scoring.replay.consumers.order import Disorder
from scoring.replay.consumers.rebuild import Shadow
from scoring.replay.store import comparison, scores, shadow
from scoring.replay.store.comparison import Difference
from scoring.replay.usecases.swap import add_emitted, add_waiting, swap_scores

_SHOWN: Final = 20  # differences of a table that are shown
# Before the consumers are held off, the replay comes as close to them as this, or tries so often.
_CLOSE: Final = 1_000
_ROUNDS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """What a replay is to do."""

    compare: bool = True
    swap: bool = False
    disorder: Disorder = field(default_factory=Disorder)
    batch_records: int = 10_000
    remembered: int = 20_000


@dataclass(slots=True)
class Outcome:
    """What a replay found. `waiting`: assessments left out, as a rederivation has yet to come."""

    records: int = 0
    compared: int = 0
    waiting: int = 0
    differing: int = 0
    shown: list[Difference] = field(default_factory=list)
    announced: int | None = None

    def note(self, rows: Sequence[Difference], count: int) -> None:
        """Take up a table's differences, of which some are shown."""
        self.compared += 1
        self.differing += count
        self.shown.extend(rows)


Progress = Callable[[int, int], None]
"""Hears how many messages were taken, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAndDatabases:
    """The log and the databases of a replay: `shadow` sees the schema of the replay only."""

    live: Database
    shadow: Database
    broker: Broker
    make_tables: Callable[[], object]


async def replay(
    stores: LogAndDatabases, options: ReplayOptions, clock: RecordingClock, progress: Progress
) -> Outcome:
    """Rebuild all scores beside the live ones; compare and swap them as the options say.

    Raises:
        BusyError: Another replay is at work.
        BrokerError: The topics are not there from their beginning, or cannot be read.
        GoneError: A table is gone that is not made of the topics.
    """
    outcome = Outcome()
    async with stores.live.transaction() as session:
        await shadow.claim(session)
        async with stores.live.transaction() as making:
            await shadow.make(making)
        try:
            await _replay(stores, options, clock, outcome=outcome, progress=progress)
        finally:
            async with stores.live.transaction() as dropping:
                await shadow.drop(dropping)
    return outcome


async def _replay(
    stores: LogAndDatabases,
    options: ReplayOptions,
    clock: RecordingClock,
    *,
    outcome: Outcome,
    progress: Progress,
) -> None:
    await to_thread.run_sync(stores.make_tables, limiter=JOBS)
    log = Log(stores.broker, TOPICS)
    await log.open()
    target = await _target(stores, log, options)

    def applied(count: int) -> None:
        outcome.records += count
        progress(outcome.records, sum(target.values()))

    rebuilt = Shadow(
        database=stores.shadow,
        log=log,
        size=options.batch_records,
        remembered=options.remembered,
        disorder=options.disorder,
        on_applied=applied,
    )
    await rebuilt.follow(target)
    history = History(stores)
    await _catch_up(stores, rebuilt)
    await history.read()
    if options.compare:
        await _compare(stores, rebuilt, history, outcome=outcome)
    if options.swap:
        async with _held(stores, rebuilt) as session:
            await history.read(with_waiting=True)
            await _take_over(session, log)
            outcome.announced = await swap_scores(session, clock)


class History:
    """What was announced in truth, in place of what the replay itself would have announced."""

    def __init__(self, stores: LogAndDatabases) -> None:
        self._shadow = stores.shadow
        self._log = Log(stores.broker, [SCORE.name])

    async def read(self, *, with_waiting: bool = False) -> None:
        """Read the topic of scores on; before that, what waits to get there."""
        if not self._log.position:
            await self._log.open()
            async with self._shadow.transaction() as session:
                await scores.begin_announced(session)
        if with_waiting:
            async with self._shadow.transaction() as session:
                await add_waiting(session)
        async for records in self._log.read(await self._log.ends()):
            async with self._shadow.transaction() as session:
                await add_emitted(session, map(_typed, records))


def _typed(record: Record) -> tuple[bytes | None, bytes | None]:
    return dict(record.headers).get(Header.TYPE), record.value


async def _target(stores: LogAndDatabases, log: Log, options: ReplayOptions) -> Offsets:
    """Return how far to read: to the end, or only as far as what is to be compared."""
    ends = await log.ends()
    if not options.compare:
        return ends
    async with stores.live.reading() as session:
        stands = await shadow.positions(session, GROUP)
    if beyond := {tp: at for tp, at in stands.items() if at > ends.get(tp, 0)}:
        raise BrokerError(f"the service stands beyond the end of the log: {beyond}")
    return {tp: stands.get(tp, end) for tp, end in ends.items()}


async def _catch_up(stores: LogAndDatabases, rebuilt: Shadow) -> None:
    """Follow the live consumers until the replay is about where they are."""
    for _ in range(_ROUNDS):
        async with stores.live.reading() as session:
            target = _furthest(await shadow.positions(session, GROUP), rebuilt.log)
        behind = sum(target.values()) - sum(rebuilt.log.position.values())
        await rebuilt.follow(target)
        if behind < _CLOSE:
            return


@asynccontextmanager
async def _held(stores: LogAndDatabases, rebuilt: Shadow) -> AsyncIterator[Session]:
    """Hold the live consumers off, and let the replay come to where they stand."""
    async with stores.live.transaction() as session:
        await shadow.hold_consumers(session)
        await rebuilt.follow(_furthest(await shadow.positions(session, GROUP), rebuilt.log))
        yield session


def _furthest(stands: shadow.Positions, log: Log) -> Offsets:
    return {tp: max(at, stands.get(tp, 0)) for tp, at in log.position.items()}


async def _take_over(session: Session, log: Log) -> None:
    """Let the consumers go on behind all that the replay has read."""
    stands = await shadow.positions(session, GROUP)
    await shadow.set_positions(session, GROUP, _furthest(stands, log))


async def _compare(
    stores: LogAndDatabases, rebuilt: Shadow, history: History, *, outcome: Outcome
) -> None:
    """Compare one state of the live tables with the replay at the same place in the log."""
    async with AsyncExitStack() as stack:
        async with _held(stores, rebuilt):
            await history.read(with_waiting=True)
            session = await stack.enter_async_context(stores.live.reading())
            await shadow.positions(session, GROUP)  # from here on it sees this state only
        await shadow.be_patient(session)
        gone = await comparison.missing(session)
        if "rederived_assessment" not in gone:
            outcome.waiting = await rederivation.count_waiting(session)
        for compared in comparison.taking_part("replaced", "restored", "completed"):
            if compared.name in gone:
                outcome.note([Difference(compared.name, "the table is gone", None)], 1)
                continue
            count, rows = await comparison.differences(session, compared, limit=_SHOWN)
            outcome.note(rows, count)
