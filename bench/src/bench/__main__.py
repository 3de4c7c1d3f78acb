"""`make bench`: the workloads, the limit and the peer, interleaved in one run on one machine.

Exit code 0: every reconciliation was clean and every bar was met; 1: not.
"""

import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from rich.console import Console

from bench import limit, naive
from bench.edition import bench_edition
from bench.latency import Latency, measure
from bench.reconcile import Reconciliation, reconcile
from bench.report import Bar, Report, save, show
from bench.stage import SOURCE, Stage, stage
from bench.workloads import Workload
from contracts.envelope import Event
from contracts.events.edition import EditionPublishedV1
from contracts.topics import Topic
from kit.outbox import to_record
from sandbox.kafka_topics import ensure_topics

ROUNDS = 5
WARM_UPS = 2
STEADY_EVENTS = 60_000
BURST_EVENTS = 30_000
BURST_ASSESSMENTS = 6
NAIVE_EVENTS = 400
RATES = (50, 500, 2000)
RATE_SECONDS = 10.0
RESULTS = Path(__file__).parents[2] / "results"
_NAIVE_TOPIC = "bench.naive.level"
_MIB = 1024 * 1024


@dataclass
class Run:
    """One benchmark run: the stage, the state sent so far, and the figures collected."""

    stage: Stage
    workload: Workload
    edition: EditionPublishedV1
    console: Console
    figures: dict[str, list[float]] = field(default_factory=dict)
    compared: int = 0

    def note(self, name: str, value: float) -> None:
        """Keep a figure and show it."""
        self.figures.setdefault(name, []).append(value)
        self.console.print(f"  {name:<22} {value:>12,.1f}")

    async def check(self, what: str) -> None:
        """Reconcile; a wrong score ends the run whatever its speed."""
        found: Reconciliation = await reconcile(self.stage, self.workload, self.edition)
        self.compared += found.compared
        if not found.clean:
            raise SystemExit(f"{what}: the reconciliation failed: {found}")

    async def backlog(self, name: str, events: Sequence[Event]) -> None:
        """Send a backlog while the worker is held, then time how fast it gets through.

        It is held for a moment only: a process that is silent for seconds loses its partitions.
        """
        records = self.stage.records(events)
        self.stage.pause_worker()
        await self.stage.append(records)
        started = time.perf_counter()
        self.stage.resume_worker()
        self.note(name, len(events) / await self.stage.drained(started))
        await self.check(name)


async def main() -> int:
    """Run everything and report."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="tolok-bench-") as folder:
        console.print("Starting PostgreSQL and Kafka …")
        async with stage(Path(folder)) as made:
            run = Run(made, Workload(seed=1), bench_edition(), console)
            await _warm_up(run)
            for number in range(1, ROUNDS + 1):
                console.print(f"Round {number} of {ROUNDS}")
                await _round(run)
            latencies = [await _latency(run, rate) for rate in RATES]
    report = _report(run, latencies)
    show(report, console)
    save(report, RESULTS)
    return 0 if all(bar.kept for bar in report.bars) else 1


async def _warm_up(run: Run) -> None:
    run.stage.start_worker()
    await run.stage.send([run.edition])
    await run.stage.send(run.workload.opened())
    await run.stage.drained()
    await run.backlog("W1 initial load", list(run.workload.initial_load()))
    for _ in range(WARM_UPS):  # until the worker's bounded caches are full
        await run.backlog("warm-up", list(run.workload.steady(STEADY_EVENTS)))


async def _round(run: Run) -> None:
    await _limit(run)
    await run.backlog("W2 steady", list(run.workload.steady(STEADY_EVENTS)))
    run.note("memory after W2, MiB", run.stage.worker_memory / _MIB)
    await _naive(run)
    before = await run.stage.score_events()
    await run.backlog("W4 burst", list(run.workload.burst(BURST_EVENTS, BURST_ASSESSMENTS)))
    run.note("W4 score events", await run.stage.score_events() - before)


async def _limit(run: Run) -> None:
    url = run.stage.postgres.create_database("bench_limit", "bench")
    other = Workload(seed=2)
    load, updates = list(other.initial_load()), list(other.steady(STEADY_EVENTS))
    run.note("limit", await limit.upserts_per_second(url, load=load, updates=updates))
    run.stage.postgres.drop_database("bench_limit")  # or its vacuum would run beside the workloads


async def _naive(run: Run) -> None:
    url = run.stage.postgres.create_database("bench_naive", "bench")
    other = Workload(seed=3, assessments=50)
    events = list(other.steady(NAIVE_EVENTS))
    topic = f"{_NAIVE_TOPIC}.{len(run.figures.get('naive', ()))}"
    servers = run.stage.kafka.bootstrap_servers
    await ensure_topics(servers, [Topic(topic, 1), Topic(naive.SCORE_TOPIC, 1)])
    now = datetime.now(UTC).isoformat().encode()
    records = [to_record(event, source=SOURCE, time=now) for event in events]
    await run.stage.producer.send([replace(item, topic=topic, partition=0) for item in records])
    speed = await naive.events_per_second(
        url,
        run.stage.kafka.bootstrap_servers,
        topic=topic,
        edition=run.edition,
        count=NAIVE_EVENTS,
    )
    run.note("naive", speed)


async def _latency(run: Run, rate: int) -> Latency:
    run.console.print(f"W5 at {rate} events/s for {RATE_SECONDS:.0f} s")
    found = await measure(run.stage, run.workload, rate=rate, seconds=RATE_SECONDS)
    await run.check(f"W5 at {rate}/s")
    return found


def _report(run: Run, latencies: Sequence[Latency]) -> Report:
    middle = {name: median(values) for name, values in run.figures.items()}
    seen = run.figures["memory after W2, MiB"]
    memory = seen[0], seen[-1]
    return Report(
        date=datetime.now(UTC).date().isoformat(),
        machine=f"{os.cpu_count()} cores, Python {platform.python_version()}",
        rounds=ROUNDS,
        limit=middle["limit"],
        initial_load=middle["W1 initial load"],
        steady=middle["W2 steady"],
        naive=middle["naive"],
        burst=middle["W4 burst"],
        burst_score_share=middle["W4 score events"] / BURST_EVENTS,
        memory_first=memory[0],
        memory_last=memory[1],
        latencies=tuple(latencies),
        compared_scores=run.compared,
        bars=tuple(_bars(middle, memory, latencies)),
        raw=run.figures,
    )


def _bars(
    middle: dict[str, float], memory: tuple[float, float], latencies: Sequence[Latency]
) -> list[Bar]:
    of_limit = middle["W2 steady"] / middle["limit"]
    of_naive = middle["W2 steady"] / middle["naive"]
    share = middle["W4 score events"] / BURST_EVENTS
    growth = memory[1] / memory[0] - 1
    p99 = next(item.p99 for item in latencies if item.rate == 500)  # noqa: PLR2004  the bar's rate
    return [
        Bar("W2 of the limit", f"{of_limit:.2f}", ">= 0.40", of_limit >= 0.4),  # noqa: PLR2004 - a bar
        Bar("W2 against naive", f"{of_naive:.0f}x", ">= 150x", of_naive >= 150),  # noqa: PLR2004 - a bar
        Bar("W4 score events", f"{share:.2%}", "<= 1 %", share <= 0.01),  # noqa: PLR2004 - a bar
        Bar("W5 p99 at 500/s", f"{p99:.0f} ms", "<= 100 ms", p99 <= 100),  # noqa: PLR2004 - a bar
        Bar("memory over W2", f"{growth:+.1%}", "<= +5 %", growth <= 0.05),  # noqa: PLR2004 - a bar
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
