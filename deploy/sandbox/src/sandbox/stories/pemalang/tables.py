"""The tables of this story."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from rich.table import Table

from rules.exact import parse
from sandbox.telling.texts import NOTHING, Json

_ORDER = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
_ROLES = {"internal_assessor": "asesor internal", "external_assessor": "asesor eksternal"}
_TRACKS = {"self": "mandiri"} | {name: name for name in _ORDER[1:]}


def stages(campaign: Json) -> Table:
    """Return the stages of a campaign with their last days."""
    table = _table("Tahap dan tenggat", "Tahap", "Diputuskan oleh", "Tenggat", "Zona")
    for stage in campaign["stages"]:
        name = stage["name"]["id"] + (" (pilihan)" if stage["optional"] else "")
        table.add_row(name, _ROLES[stage["role"]], stage["deadline"] or NOTHING, campaign["zone"])
    return table


def team(found: Json, agencies: Mapping[str, Json]) -> Table:
    """Return the team with its functions."""
    table = _table("Tim evaluator internal", "Fungsi", "Nama (rekaan)", "Jabatan", "Instansi")
    members = {
        each["function"]: member for member in found["members"] for each in member["functions"]
    }
    for each in found["required"]:
        member = members.get(each["function"])
        if member is None:
            table.add_row(each["name"]["id"], "[red]belum ada[/]", NOTHING, NOTHING)
        else:
            agency = agencies[member["agency_code"]]["short_name"]
            table.add_row(each["name"]["id"], member["name"], member["position"], agency)
    return table


def changes(found: Json, names: Mapping[str, str], *, stage: str | None = None) -> Table:
    """Return what stages decided otherwise than the one before, and why; `stage`: one of them."""
    table = _table(
        "Perubahan dan alasannya", "Tahap", "Indikator", "", "dari", "menjadi", "Justifikasi"
    )
    for at, code, before, after in sorted(_moves(found), key=lambda move: _ORDER.index(move[0])):
        if stage in (None, at):
            colour = "green" if parse(after["level"]) > parse(before["level"]) else "red"
            table.add_row(
                at,
                code,
                names[code],
                before["level"],
                f"[bold {colour}]{after['level']}[/]",
                after["reasons"]["justifikasi"],
            )
    return table


def by_stage(score: Json) -> Table:
    """Return the values of domains and aspects at every stage, side by side."""
    tracks = {track["track"]: track for track in score["tracks"] if track["track"] in _TRACKS}
    table = _table("Indeks menurut domain dan aspek, setiap tahap", "", "", "Bobot %")
    for name in tracks:
        table.add_column(_TRACKS[name], justify="right")
    values = {
        name: {node["code"]: node["announced"] for node in track["nodes"]}
        for name, track in tracks.items()
    }
    for node in next(iter(tracks.values()))["nodes"]:
        style = "" if node["kind"] == "aspect" else "bold"
        announced = [found[node["code"]] or NOTHING for found in values.values()]
        table.add_row(node["code"], node["name"]["id"], node["weight"], *announced, style=style)
    return table


def _moves(found: Json) -> Iterator[tuple[str, str, Json, Json]]:
    """Yield stage, indicator, the level before and the level after of every change."""
    for each in found["items"]:
        for before, after in pairwise(each["stages"]):
            if not after["inherited"] and after["level"] not in (None, before["level"]):
                yield after["stage"], each["indicator_code"], before, after


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", border_style="dim")
    for name in columns:
        table.add_column(name)
    return table
