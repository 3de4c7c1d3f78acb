"""The demo's tables and panels, Indonesian first."""

from collections.abc import Iterable, Iterator

from rich.console import Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from sandbox.telling.texts import NOTHING, TRACKS, Json, number

_STATES = {"met": "[green]✓[/]", "not_met": "[red]✗[/]", "unknown": "[yellow]?[/]"}
_HASH = 12


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
            move.get("rule_code") or NOTHING,
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
        evidence = "; ".join(names[code] for code in each["evidence"]) or NOTHING
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


def duration(seconds: float) -> str:
    """Return the sentence about the duration."""
    return (
        f"[bold]{seconds * 1000:.0f} ms[/] dari perubahan di sumber sampai nilai terlihat"
        " [dim]· from the change in the source to the visible score[/]"
    )


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
