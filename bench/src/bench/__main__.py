"""`make bench`: the workloads, the limit and the naive consumer, interleaved in one run.

Exit code 0: every reconciliation was clean and every promise was kept; else 1.
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
from bench.campaign import measure_campaign
from bench.edition import bench_edition
from bench.environment import SOURCE, Environment, environment
from bench.latency import Latency, measure
from bench.neighbours import measure_neighbours
from bench.reconcile import Reconciliation, reconcile
from bench.report import Bar, Report, save, show
from bench.workloads import Workload
from contracts.envelope import Event
from contracts.events.edition import EditionPublishedV1
from contracts.topics import Topic
from kit.outbox import to_record
from sandbox.servers.kafka_topics import ensure_topics

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
    """One benchmark run: its environment, what was sent so far, and the figures."""

    environment: Environment
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
        """Reconcile; a wrong score ends the run."""
        result: Reconciliation = await reconcile(self.environment, self.workload, self.edition)
        self.compared += result.compared
        if not result.clean:
            raise SystemExit(f"{what}: the reconciliation failed: {result}")

    async def backlog(self, name: str, events: Sequence[Event]) -> None:
        """Send a backlog while the worker is paused, then measure how fast the worker handles it.

        The pause is short, because a worker that is silent for seconds loses its partitions.
        """
        records = self.environment.records(events)
        self.environment.pause_worker()
        await self.environment.append(records)
        started = time.perf_counter()
        self.environment.resume_worker()
        self.note(name, len(events) / await self.environment.wait_until_drained(started))
        await self.check(name)


async def main() -> int:
    """Run everything and report."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="tolok-bench-") as folder:
        console.print("Starting PostgreSQL and Kafka …")
        async with environment(Path(folder)) as running:
            run = Run(running, Workload(seed=1), bench_edition(), console)
            await _warm_up(run)
            for number in range(1, ROUNDS + 1):
                console.print(f"Round {number} of {ROUNDS}")
                await _round(run)
            latencies = [await _latency(run, rate) for rate in RATES]
            await _campaign(run)
            await _neighbours(run)
    report = _report(run, latencies)
    show(report, console)
    save(report, RESULTS)
    return 0 if all(bar.kept for bar in report.bars) else 1


async def _warm_up(run: Run) -> None:
    run.environment.start_worker()
    await run.environment.send([run.edition])
    await run.environment.send(run.workload.opened())
    await run.environment.wait_until_drained()
    await run.backlog("W1 initial load", list(run.workload.initial_load()))
    for _ in range(WARM_UPS):  # until the worker's caches are full
        await run.backlog("warm-up", list(run.workload.steady(STEADY_EVENTS)))


async def _round(run: Run) -> None:
    await _limit(run)
    await run.backlog("W2 steady", list(run.workload.steady(STEADY_EVENTS)))
    run.note("memory after W2, MiB", run.environment.worker_memory / _MIB)
    await _naive(run)
    before = await run.environment.score_events()
    await run.backlog("W4 burst", list(run.workload.burst(BURST_EVENTS, BURST_ASSESSMENTS)))
    run.note("W4 score events", await run.environment.score_events() - before)


async def _limit(run: Run) -> None:
    url = run.environment.postgres.create_database("bench_limit", "bench")
    other = Workload(seed=2)
    load, updates = list(other.initial_load()), list(other.steady(STEADY_EVENTS))
    run.note("limit", await limit.upserts_per_second(url, load=load, updates=updates))
    run.environment.postgres.drop_database(
        "bench_limit"
    )  # else its vacuum would run during the workloads


async def _naive(run: Run) -> None:
    url = run.environment.postgres.create_database("bench_naive", "bench")
    other = Workload(seed=3, assessments=50)
    events = list(other.steady(NAIVE_EVENTS))
    topic = f"{_NAIVE_TOPIC}.{len(run.figures.get('naive', ()))}"
    servers = run.environment.kafka.bootstrap_servers
    await ensure_topics(servers, [Topic(topic, 1), Topic(naive.SCORE_TOPIC, 1)])
    now = datetime.now(UTC).isoformat().encode()
    records = [to_record(event, source=SOURCE, time=now) for event in events]
    await run.environment.producer.send(
        [replace(item, topic=topic, partition=0) for item in records]
    )
    speed = await naive.events_per_second(
        url,
        run.environment.kafka.bootstrap_servers,
        topic=topic,
        edition=run.edition,
        count=NAIVE_EVENTS,
    )
    run.note("naive", speed)


async def _latency(run: Run, rate: int) -> Latency:
    run.console.print(f"W5 at {rate} events/s for {RATE_SECONDS:.0f} s")
    latency = await measure(run.environment, run.workload, rate=rate, seconds=RATE_SECONDS)
    await run.check(f"W5 at {rate}/s")
    return latency


async def _campaign(run: Run) -> None:
    run.console.print("W6: a campaign of 200 agencies on 47 indicators")
    url = run.environment.postgres.create_database("bench_submission", "submission")
    run.environment.migrate_service("submission", url)
    found = await measure_campaign(url)
    run.note("W6 opening, ms", found.opening * 1000)
    run.note("  limit: its rows alone", found.opening_limit * 1000)
    run.note("W6 progress, ms", found.reading)
    run.note("  limit: its query", found.reading_limit)
    run.note("W6 disagreement of four stages, ms", found.comparing)
    run.note("  limit: the query of it", found.comparing_limit)


async def _neighbours(run: Run) -> None:
    run.console.print("W7: a reading beside sources that misbehave")
    url = run.environment.postgres.create_database("bench_integration", "integration")
    run.environment.migrate_service("integration", url)
    found = await measure_neighbours(url)
    run.note("W7 reading alone, ms", found.alone)
    run.note("W7 beside bad sources, ms", found.beside)


def _report(run: Run, latencies: Sequence[Latency]) -> Report:
    medians = {name: median(values) for name, values in run.figures.items()}
    memories = run.figures["memory after W2, MiB"]
    memory = memories[0], memories[-1]
    return Report(
        date=datetime.now(UTC).date().isoformat(),
        machine=f"{os.cpu_count()} cores, Python {platform.python_version()}",
        rounds=ROUNDS,
        limit=medians["limit"],
        initial_load=medians["W1 initial load"],
        steady=medians["W2 steady"],
        naive=medians["naive"],
        burst=medians["W4 burst"],
        burst_score_share=medians["W4 score events"] / BURST_EVENTS,
        memory_first=memory[0],
        memory_last=memory[1],
        latencies=tuple(latencies),
        compared_scores=run.compared,
        bars=tuple(_bars(medians, memory, latencies)),
        raw=run.figures,
    )


def _bars(
    medians: dict[str, float], memory: tuple[float, float], latencies: Sequence[Latency]
) -> list[Bar]:
    of_limit = medians["W2 steady"] / medians["limit"]
    of_naive = medians["W2 steady"] / medians["naive"]
    share = medians["W4 score events"] / BURST_EVENTS
    growth = memory[1] / memory[0] - 1
    p99 = next(item.p99 for item in latencies if item.rate == 500)  # noqa: PLR2004  the bar's rate
    opening, reading = medians["W6 opening, ms"] / 1000, medians["W6 progress, ms"]
    slower = medians["W7 beside bad sources, ms"] / medians["W7 reading alone, ms"] - 1
    return [
        Bar("W2 of the limit", f"{of_limit:.2f}", ">= 0.40", of_limit >= 0.4),  # noqa: PLR2004 - a bar
        Bar("W2 against naive", f"{of_naive:.0f}x", ">= 150x", of_naive >= 150),  # noqa: PLR2004 - a bar
        Bar("W4 score events", f"{share:.2%}", "<= 1 %", share <= 0.01),  # noqa: PLR2004 - a bar
        Bar("W5 p99 at 500/s", f"{p99:.0f} ms", "<= 100 ms", p99 <= 100),  # noqa: PLR2004 - a bar
        Bar("W6 opening", f"{opening:.2f} s", "< 5 s", opening < 5),  # noqa: PLR2004 - a bar
        Bar("W6 progress", f"{reading:.0f} ms", "< 100 ms", reading < 100),  # noqa: PLR2004 - a bar
        Bar("W7 beside bad sources", f"{slower:+.1%}", "<= +10 %", slower <= 0.1),  # noqa: PLR2004 - a bar
        Bar("memory over W2", f"{growth:+.1%}", "<= +5 %", growth <= 0.05),  # noqa: PLR2004 - a bar
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
