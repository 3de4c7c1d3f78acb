"""A worker process: consumers, relay and periodic tasks, with health, metrics, an orderly end.

It ends on SIGTERM and SIGINT within ten seconds with exit code 0, and with 1 when a part failed.
"""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit import fail_points
from kit.observe import Check, get_logger
from kit.settings import ServiceSettings

if TYPE_CHECKING:
    from kit.consumer import BatchConsumer
    from kit.database import Database
    from kit.messaging import Broker
    from kit.outbox import Relay
    from kit.process._health import HealthServer

_END_SECONDS = 6.0


class _NotReadyError(Exception):
    """A part of the worker has not started yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """Work done at start and then every so many seconds; an error is logged and it is tried again.

    `work` is cancelled at the end of the worker, so it must be safe to cut it off at any point.
    """

    name: str
    every: float
    work: Callable[[], Awaitable[None]]


async def run_worker(
    settings: ServiceSettings,
    *,
    database: "Database",
    broker: "Broker",
    consumers: "Sequence[BatchConsumer]" = (),
    tasks: Sequence[Periodic] = (),
    stop: asyncio.Event | None = None,
) -> None:
    """Run until a signal or `stop`, with the outbox's relay; closes `database` and `broker` after.

    Raises:
        SystemExit: With code 1, when a part failed for good.
    """
    # The command line shares this package, and starts without the broker and the database.
    from kit.outbox import Relay  # noqa: PLC0415 - see above
    from kit.process._health import HealthServer  # noqa: PLC0415 - see above

    fail_points.arm(settings.fail_point)
    _calm_garbage_collector()
    ending = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    relay = Relay(database, broker.producer())
    server = HealthServer(settings, _checks(database, relay, consumers))
    try:
        async with relay:
            failed = await _run_parts(ending, _parts(ending, relay, consumers, tasks, server))
    finally:
        await broker.stop()
        await database.dispose()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    if failed:
        raise SystemExit(1)


def _calm_garbage_collector() -> None:
    """Look for cycles only after many more objects were made than freed.

    A batch is thousands of small objects that live for milliseconds and form no cycle: with
    Python's defaults, looking through them takes a third of the pipeline's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _parts(
    ending: asyncio.Event,
    relay: "Relay",
    consumers: "Sequence[BatchConsumer]",
    tasks: Sequence[Periodic],
    server: "HealthServer",
) -> list[asyncio.Task[None]]:
    return [
        asyncio.create_task(relay.watch(ending), name="relay"),
        asyncio.create_task(server.serve(), name="health"),
        asyncio.create_task(_close(server, ending), name="health-end"),
        *(asyncio.create_task(each.run(ending), name=each.group) for each in consumers),
        *(asyncio.create_task(_repeat(each, ending), name=each.name) for each in tasks),
    ]


async def _run_parts(ending: asyncio.Event, parts: list[asyncio.Task[None]]) -> bool:
    """Wait for the end; returns whether a part failed, which ends the others too."""
    await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    ending.set()
    done, late = await asyncio.wait(parts, timeout=_END_SECONDS)
    for part in late:
        get_logger().warning("part_cut_off", part=part.get_name())
        part.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    failed = [part for part in done if part.exception() is not None]
    for part in failed:
        get_logger().error("part_failed", part=part.get_name(), exc_info=part.exception())
    return bool(failed)


async def _close(server: "HealthServer", ending: asyncio.Event) -> None:
    await ending.wait()
    server.should_exit = True


async def _repeat(task: Periodic, ending: asyncio.Event) -> None:
    while not ending.is_set():
        work = asyncio.ensure_future(task.work())
        end = asyncio.create_task(ending.wait())
        await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        if not work.done():
            work.cancel()
        try:
            await work
        except asyncio.CancelledError:
            return
        except Exception:  # noqa: BLE001 - whatever it was, it is tried again
            get_logger().exception("task_failed", task=task.name)
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), task.every)


def _checks(
    database: "Database", relay: "Relay", consumers: "Sequence[BatchConsumer]"
) -> dict[str, Check]:
    def of_consumer(consumer: "BatchConsumer") -> Check:
        async def check() -> None:
            if not consumer.ready:
                raise _NotReadyError

        return check

    async def of_relay() -> None:
        if not relay.alive:
            raise _NotReadyError

    return {
        "database": database.ping,
        "relay": of_relay,
        **{each.group: of_consumer(each) for each in consumers},
    }
