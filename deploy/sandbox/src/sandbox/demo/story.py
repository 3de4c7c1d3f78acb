"""The demo's chapters, in order. Every figure shown is read from the running product."""

import time
from datetime import UTC, datetime

from rich.console import Console
from rich.panel import Panel

from rules.exact import parse
from sandbox.demo import screen
from sandbox.demo.client import REGION, Client
from sandbox.processes.children import StartError
from sandbox.running.supervisor import Sandbox
from sandbox.settings import SandboxSettings
from sandbox.telling import tables, texts
from sandbox.telling.own import own_sandbox
from sandbox.telling.texts import Json, track_of

SPBE = "spbe-2026"
MONTHLY = "kinerja-2026-10"
AGENCY, AGENCY_NAME = "9901.2.15.01", "Dinas Perhubungan"
INDICATOR = "13"
STOPPED = "e-planning"
TARGET = "2.6"  # where Baik begins


def run() -> int:
    """Start everything in the demo's own empty folder, run the chapters, stop everything."""
    console = Console()
    began = time.monotonic()
    console.print(_welcome())
    with (
        own_sandbox(console, SandboxSettings(), "demo") as sandbox,
        Client(sandbox) as client,
    ):
        _tell(console, sandbox, client)
    _farewell(console, time.monotonic() - began)
    return 0


def _tell(console: Console, sandbox: Sandbox, client: Client) -> None:
    spbe = client.assessment(SPBE, REGION)
    monthly = client.assessment(MONTHLY, AGENCY)
    _show_today(console, client, spbe, monthly)
    _change_planning(console, client, spbe)
    _change_realisation(console, client, monthly)
    _show_way_up(console, client, spbe)
    _stop_source(console, sandbox, client, spbe)


def _show_today(console: Console, client: Client, spbe: str, monthly: str) -> None:
    tables.heading(console, 1, "Keadaan hari ini", "where things stand")
    score = client.get(f"/scores/{spbe}")
    console.print(tables.tracks(score, f"Indeks SPBE 2026, {score['agency_name']}"))
    console.print(tables.nodes(track_of(score, "provisional"), "domain", "Per domain (sementara)"))
    score = client.get(f"/scores/{monthly}")
    console.print(tables.tracks(score, f"Kinerja Oktober 2026, {AGENCY_NAME}"))
    console.print(tables.nodes(track_of(score, "live"), "indicator", "Per indikator"))


def _change_planning(console: Console, client: Client, assessment: str) -> None:
    tables.heading(
        console,
        2,
        "Satu rekaman berubah di e-planning",
        "the last agency consults its ICT plan and budget",
    )
    _change(console, client, assessment, "e-planning", action="consult", org=AGENCY, year=2026)
    path = f"/scores/{assessment}"
    console.print(screen.reasons(client.get(f"{path}/explanation", indicator=INDICATOR)))
    found = client.get(f"{path}/lineage", indicator=INDICATOR, track="provisional")
    console.print(screen.lineage(found))


def _change_realisation(console: Console, client: Client, assessment: str) -> None:
    tables.heading(
        console, 3, "Realisasi dibukukan di e-program", "a month's realisation is booked"
    )
    _change(
        console,
        client,
        assessment,
        "e-program",
        action="realise",
        skpd=AGENCY,
        year=2026,
        month=10,
        amount=2_500_000_000,
        physical=95,
    )


def _show_way_up(console: Console, client: Client, assessment: str) -> None:
    tables.heading(
        console,
        4,
        "Langkah menuju predikat Baik",
        "the path to the next predicate, and what disagrees",
    )
    found = client.get(f"/scores/{assessment}/path", target=TARGET, alternatives="2")
    console.print(screen.path(found))
    reached, others = found["best"]["standing"], len(found["alternatives"])
    predicate = reached["predicate"]
    console.print(
        f"Sesudah itu indeks {reached['exact']}, predikat [bold green]{predicate['id']}[/]"
        f" [dim]{predicate['en']}[/]; {others} pilihan lain tersedia"
        " [dim]· proven to be the cheapest; other choices are available[/]"
    )
    for line in screen.contradictions(client.get(f"/scores/{assessment}/contradictions")):
        console.print(line)


def _change(
    console: Console, client: Client, assessment: str, system: str, **members: str | int
) -> None:
    """Change a record, wait for the new score on the live stream, and show both."""
    since = datetime.now(UTC)
    answer = client.change(system, **members)
    console.print(screen.record(answer))
    seconds, event = client.wait_for_score_event(assessment, since=since)
    console.print(screen.level_changes(event))
    for track in event["tracks"]:
        if track.get("exact") != track.get("previous_exact"):
            console.print(_step(track))
    console.print(screen.duration(seconds))


def _stop_source(console: Console, sandbox: Sandbox, client: Client, assessment: str) -> None:
    tables.heading(console, 5, "Satu sistem sumber berhenti", "a source stops")
    before = track_of(client.get(f"/scores/{assessment}"), "provisional")
    sandbox.halt(STOPPED)
    console.print(f"[red]■[/] {STOPPED} dihentikan [dim]· stopped[/]")
    client.wait_for_track(assessment, "provisional", lambda track: track["stale_since"] is not None)
    time.sleep(1)  # so that the shown age is not zero
    score = client.get(f"/scores/{assessment}")
    console.print(tables.tracks(score, "Setelah sistem sumber berhenti (after)"))
    after = track_of(score, "provisional")
    _require_unharmed(before, after)
    console.print(
        f"[green]✓[/] Nilai tidak turun, tetap {after['exact']}; cakupan bobot turun dari"
        f" {texts.percent(before['coverage'])} menjadi {texts.percent(after['coverage'])}."
        "\n  [dim]No score fell; coverage did, and the age of what is known is shown.[/]"
    )


def _require_unharmed(before: Json, after: Json) -> None:
    """Raise StartError if a stopped source lowered the score, or if the score hides the stop."""
    if before["exact"] != after["exact"]:
        raise StartError(f"The score moved from {before['exact']} to {after['exact']}.")
    if not parse(after["coverage"]) < parse(before["coverage"]):
        raise StartError("The coverage did not fall.")


def _step(track: Json) -> str:
    before, after = texts.number(track.get("previous_exact")), texts.number(track["exact"])
    return (
        f"{texts.TRACKS[track['track']]}: {before} → [bold green]{after}[/]"
        f" (diumumkan {track['announced']}, {texts.predicate(track)})"
    )


def _welcome() -> Panel:
    return Panel(
        "[bold]Tolok[/]: perubahan di sistem daerah langsung terlihat pada indeks\n"
        "[dim]from a change in a regional system to a changed index, on the real PostgreSQL and"
        " Apache Kafka.\nThe region, its agencies and all figures are invented sample data.[/]",
        border_style="cyan",
    )


def _farewell(console: Console, seconds: float) -> None:
    console.print()
    console.print(
        f"[green]✓[/] Selesai dalam {seconds:.0f} detik; semua proses sudah dihentikan."
        f" [dim]Done in {seconds:.0f} s; everything is stopped. `make up` keeps it running.[/]"
    )
