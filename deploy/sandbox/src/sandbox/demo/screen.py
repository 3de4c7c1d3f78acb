"""The demo's tables and panels, Indonesian first."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from rules.exact import announce, parse
from rules.floor import NOT_YET
from sandbox.demo.client import Json

TRACKS = {
    "self": "Penilaian mandiri (self)",
    "dokumen": "Penilaian dokumen (documents)",
    "interviu": "Penilaian interviu (interview)",
    "visitasi": "Penilaian visitasi (visit)",
    "reviu": "Tim reviu (review)",
    "provisional": "Sementara (provisional)",
    "live": "Fakta saja (live)",
}
_STATES = {"met": "[green]✓[/]", "not_met": "[red]✗[/]", "unknown": "[yellow]?[/]"}
_HASH = 12
_LEAST_TEXT = 28
_NOTHING = "-"
_SHORT = 10
_PLACES = 4


def heading(console: Console, number: int, text: str, english: str) -> None:
    """Print the heading of a chapter."""
    console.print()
    console.rule(f"[bold cyan]{number}. {text}[/] [dim]· {english}[/]", align="left")


def tracks(score: Json, title: str) -> Table:
    """Return a score's tracks side by side."""
    table = Table(title=title, title_justify="left", title_style="bold", border_style="dim")
    for name in ("Jalur (track)", "Indeks", "tepat (exact)", "Predikat", "Tingkat", "Cakupan"):
        table.add_column(name, justify="right" if name in ("Indeks", "Cakupan") else "left")
    table.add_column("Umur fakta (age)")
    for track in score["tracks"]:
        if track["exact"] is not None:
            table.add_row(
                TRACKS[track["track"]],
                f"[bold]{track['announced']}[/]",
                number(track["exact"]),
                predicate(track),
                _both(track["maturity_level"]),
                percent(track["coverage"]),
                age(track),
            )
    return table


def nodes(track: Json, kind: str, title: str) -> Table:
    """Return the nodes of one kind with weight and value."""
    table = Table(title=title, title_justify="left", border_style="dim")
    table.add_column("")
    table.add_column("", min_width=_LEAST_TEXT)
    table.add_column("Bobot %", justify="right")
    table.add_column("Nilai", justify="right")
    rows = track["indicators"] if kind == "indicator" else track["nodes"]
    for node in rows:
        if node.get("kind", "indicator") == kind:
            shown = node["announced"] or "[dim]belum diketahui[/]"
            table.add_row(node["code"], node["name"]["id"], node["weight"], shown)
    return table


def record(answer: Json) -> Panel:
    """Return what changed in a source system: the record before and after."""
    changed = answer["record"]
    before, after = changed["before"] or {}, changed["after"]
    lines = [
        f"{name}: [red]{before.get(name)}[/] → [green]{value}[/]"
        for name, value in after.items()
        if before.get(name) != value
    ]
    title = f"{answer['system']} · {changed['kind']} {changed['id']}"
    return Panel("\n".join(lines), title=title, title_align="left", border_style="magenta")


def level_changes(event: Json) -> Table:
    """Return the levels that an event moved."""
    table = Table(border_style="dim")
    for name in ("Indikator", "Jalur (track)", "dari", "menjadi", "aturan (rule)"):
        table.add_column(name)
    for move in event["moves"]:
        table.add_row(
            move["indicator_code"],
            TRACKS[move["track"]],
            number(move.get("level_from")),
            f"[bold green]{number(move.get('level_to'))}[/]",
            move.get("rule_code") or _NOTHING,
        )
    return table


def reasons(explanation: Json) -> Panel:
    """Return the reasons of a level: each step of its rule with its conditions."""
    tree = Tree(f"[bold]{explanation['summary']['id']}[/]\n[dim]{explanation['summary']['en']}[/]")
    for step in explanation["rule"]["steps"]:
        branch = tree.add(
            f"{_STATES[step['state']]} tingkat {step['level']}: {step['text']['id']}"
            f"\n  [dim]{step['text']['en']}[/]"
        )
        for condition in _conditions(step["conditions"]):
            branch.add(f"{_STATES[condition['state']]} {condition['text']['id']}")
    title = f"Mengapa (why) · {explanation['indicator_code']} {explanation['indicator_name']['id']}"
    return Panel(tree, title=title, title_align="left", border_style="cyan")


def lineage(found: Json) -> Panel:
    """Return the lineage from the source record to the index, one step a line."""
    fact, move = found["facts"][0], found["last_move"]
    hops = map(Text.from_markup, _way(found, fact, move))
    title = "Asal-usul (lineage)"
    return Panel(Group(*hops), title=title, title_align="left", border_style="green")


def path(found: Json) -> Table:
    """Return the cheapest path to a target: each raise with its gain and the evidence it needs."""
    best, needed = found["best"], number(found["needed"])
    title = (
        f"Langkah termurah menuju {found['target']} (cheapest path): kurang {needed}, upaya"
        f" {number(best['effort'])}"
    )
    table = Table(title=title, title_justify="left", border_style="dim")
    for name in ("Indikator", "", "dari", "ke", "tambahan indeks", "upaya", "data dukung"):
        table.add_column(name)
    names = {item["code"]: item["name"]["id"] for item in best["evidence"]}
    for each in best["raises"]:
        evidence = "; ".join(names[code] for code in each["evidence"]) or _NOTHING
        table.add_row(
            each["code"],
            each["name"]["id"],
            number(each["level_from"]),
            f"[bold green]{number(each['level_to'])}[/]",
            f"+{number(each['gain'])}",
            number(each["effort"]),
            evidence,
        )
    return table


def contradictions(found: Json) -> Iterator[str]:
    """Yield a line for every open contradiction."""
    colours = {"critical": "red", "major": "yellow", "minor": "dim"}
    for each in found["items"]:
        colour = colours[each["severity"]]
        yield (
            f"[{colour}]![/] {escape(each['text']['id'])}\n  [dim]{escape(each['text']['en'])}[/]"
        )


def number(exact: str | None) -> str:
    """Return a number for people: exact if that is short, else rounded to four places."""
    if exact is None:
        return _NOTHING
    if len(exact) <= _SHORT:
        return exact
    value = parse(exact)
    return f"≈ {announce(value.numerator, value.denominator, _PLACES)}"


def duration(seconds: float) -> str:
    """Return the sentence about the duration."""
    return (
        f"[bold]{seconds * 1000:.0f} ms[/] dari perubahan di sumber sampai nilai terlihat"
        " [dim]· from the change in the source to the visible score[/]"
    )


def predicate(track: Json) -> str:
    """Return a track's predicate, or that it cannot be judged yet."""
    if track.get("not_judged"):
        return f"[yellow]{NOT_YET.id}[/] [dim]{NOT_YET.en}[/]"
    return _both(track.get("predicate"))


def percent(share: str) -> str:
    """Return an exact share for people."""
    value = parse(share) * 100
    return f"{announce(value.numerator, value.denominator, 1)} %"


def age(track: Json) -> str:
    """Return the age of the facts behind a track."""
    if track["stale_since"] is not None:
        since = datetime.fromisoformat(track["stale_since"])
        seconds = (datetime.now(UTC) - since).total_seconds()
        return f"[yellow]tidak dapat dibaca sejak {seconds:.0f} detik yang lalu[/]"
    return "[green]terkini[/]" if track["oldest_fact_at"] else _NOTHING


def _conditions(conditions: Iterable[Json]) -> Iterable[Json]:
    """Yield all conditions that are not groups of others, at any depth."""
    for condition in conditions:
        below = condition.get("conditions") or ()
        if below:
            yield from _conditions(below)
        else:
            yield condition


def _way(found: Json, fact: Json, move: Json) -> Iterator[str]:
    for one in fact["records"]:
        yield (
            f"[magenta]rekaman (record)[/]   {one['source_code']} · {one['record_kind']}"
            f" {one['record_id']} · revisi {one['revision']} · {one['content_hash'][:_HASH]}…"
        )
    event, rule = fact["event"], found["rule"]
    place = f"{event['topic']}[{event['partition']}]@{event['offset']}"
    name = f"{fact['fact']} {fact['period']}"
    yield f"[blue]sinkronisasi (run)[/] {fact['run_id']} · {fact['adapter']}"
    yield (
        f"[green]fakta (fact)[/]       {name} di {fact['agency_code']} = {fact['value']}"
        f" · revisi {fact['revision']}"
    )
    yield f"[yellow]peristiwa (event)[/]  {escape(place)} · {event['event_id']}"
    yield (
        f"[cyan]aturan (rule)[/]      {rule['rule_code']} · {rule['edition_code']}"
        f" · set {rule['derivation_set_version']}"
    )
    yield (
        f"[cyan]tingkat (level)[/]    indikator {found['indicator_code']}:"
        f" {number(move['level_from'])} → {number(move['level_to'])}"
    )
    yield from map(_hop, found["path"])


def _hop(node: Json) -> str:
    kind = {"aspect": "aspek (aspect)", "domain": "domain", "instrument": "indeks (index)"}
    name = kind.get(node["kind"], node["kind"])
    before, after = number(node["exact_before"]), number(node["exact_after"])
    return f"[bold]{name:<18}[/] {node['code']}: {before} → {after}"


def _both(text: Json | None) -> str:
    return _NOTHING if text is None else f"{text['id']} [dim]{text['en']}[/]"
