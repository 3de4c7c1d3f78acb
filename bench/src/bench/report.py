"""The report of a run: tables in the terminal, a picture, and the raw numbers as JSON."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import msgspec
from matplotlib import pyplot as plt
from rich.console import Console
from rich.table import Table

from bench.latency import Latency


class Bar(msgspec.Struct, frozen=True):
    """One promise: the measured value, the required value, and whether the promise was kept."""

    name: str
    measured: str
    asked: str
    kept: bool


class Report(msgspec.Struct, frozen=True):
    """All results of a run: speeds in events a second (medians), memory in MiB."""

    date: str
    machine: str
    rounds: int
    limit: float
    initial_load: float
    steady: float
    naive: float
    burst: float
    burst_score_share: float
    memory_first: float
    memory_last: float
    latencies: tuple[Latency, ...]
    compared_scores: int
    bars: tuple[Bar, ...]
    raw: dict[str, list[float]]


def show(report: Report, console: Console) -> None:
    """Print the tables."""
    speeds = Table(title="Events a second (median)", title_justify="left")
    for column in ("workload", "events/s", "of the limit", "times naive"):
        speeds.add_column(column, justify="left" if column == "workload" else "right")
    for name, speed in _speeds(report):
        speeds.add_row(
            name, f"{speed:,.0f}", f"{speed / report.limit:.2f}", f"{speed / report.naive:,.0f}"
        )
    console.print(speeds)
    console.print(_latencies(report.latencies))
    bars = Table(title="Promises", title_justify="left")
    for column in ("promise", "measured", "required", ""):
        bars.add_column(column)
    for bar in report.bars:
        mark = "[green]kept[/]" if bar.kept else "[red]missed[/]"
        bars.add_row(bar.name, bar.measured, bar.asked, mark)
    console.print(bars)


def save(report: Report, folder: Path) -> None:
    """Write `latest.json` and `latest.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (folder / "latest.json").write_bytes(text + b"\n")
    _draw(report, folder / "latest.png")


def _speeds(report: Report) -> Sequence[tuple[str, float]]:
    return (
        ("limit: UNNEST upsert alone", report.limit),
        ("W1 initial load", report.initial_load),
        ("W2 steady", report.steady),
        ("W4 burst", report.burst),
        ("naive: ORM, commit per event", report.naive),
    )


def _latencies(latencies: Sequence[Latency]) -> Table:
    table = Table(title="W5 event to score event, milliseconds", title_justify="left")
    for column in ("events/s", "sent", "with a score event", "p50", "p99", "worst"):
        table.add_column(column, justify="right")
    for item in latencies:
        table.add_row(
            f"{item.rate:,}",
            f"{item.sent:,}",
            f"{item.answered:,}",
            f"{item.p50:.1f}",
            f"{item.p99:.1f}",
            f"{item.worst:.1f}",
        )
    return table


def _draw(report: Report, file: Path) -> None:
    mpl.use("Agg")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    names = [name for name, _ in _speeds(report)][::-1]
    values = [speed for _, speed in _speeds(report)][::-1]
    drawn = left.barh(names, values, color=["#9aa5b1", "#2f7f93", "#2f7f93", "#2f7f93", "#c9a227"])
    left.bar_label(drawn, labels=[f"{value:,.0f}" for value in values], padding=3)
    left.set_xscale("log")
    left.set_xlim(right=max(values) * 4)
    left.set_title("events a second (log)")
    rates = [f"{item.rate}/s" for item in report.latencies]
    right.bar(rates, [item.p99 for item in report.latencies], color="#c7dde3", label="p99")
    right.bar(rates, [item.p50 for item in report.latencies], color="#2f7f93", label="p50")
    right.set_title("event to score event, ms")
    right.legend()
    figure.suptitle(f"Tolok, {report.date}, {report.machine}")
    figure.savefig(file, dpi=110)
    plt.close(figure)
