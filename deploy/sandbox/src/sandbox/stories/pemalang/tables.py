"""The tables of this story."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from rich.table import Table

from rules.exact import parse
from rules.text import Text
from sandbox.stories.story import Scene
from sandbox.telling.texts import NOTHING, Json

_ORDER = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
_ROLES = {
    "internal_assessor": Text("asesor internal", "internal assessor"),
    "external_assessor": Text("asesor eksternal", "external assessor"),
}
_TRACKS = {"self": "mandiri"} | {name: name for name in _ORDER[1:]}


def stages(scene: Scene, campaign: Json) -> Table:
    """Return the stages of a campaign with their last days."""
    table = scene.table(
        Text("Tahap dan tenggat", "Stages and deadlines"),
        Text("Tahap", "Stage"),
        Text("Diputuskan oleh", "Decided by"),
        Text("Tenggat", "Deadline"),
        Text("Zona", "Zone"),
    )
    optional = scene.word(Text(" (pilihan)", " (optional)"))
    for stage in campaign["stages"]:
        name = scene.word(stage["name"]) + (optional if stage["optional"] else "")
        role, deadline = scene.word(_ROLES[stage["role"]]), stage["deadline"] or NOTHING
        table.add_row(name, role, deadline, campaign["zone"])
    return table


def team(scene: Scene, found: Json, agencies: Mapping[str, Json]) -> Table:
    """Return the team with its functions."""
    table = scene.table(
        Text("Tim evaluator internal", "Team of internal evaluators"),
        Text("Fungsi", "Function"),
        Text("Nama (rekaan)", "Name (invented)"),
        Text("Jabatan", "Position"),
        Text("Instansi", "Agency"),
    )
    members = {
        each["function"]: member for member in found["members"] for each in member["functions"]
    }
    for each in found["required"]:
        member = members.get(each["function"])
        function = scene.word(each["name"])
        if member is None:
            nobody = scene.word(Text("[red]belum ada[/]", "[red]nobody yet[/]"))
            table.add_row(function, nobody, NOTHING, NOTHING)
        else:
            agency = agencies[member["agency_code"]]["short_name"]
            table.add_row(function, member["name"], member["position"], agency)
    return table


def changes(
    scene: Scene, found: Json, names: Mapping[str, str], *, stage: str | None = None
) -> Table:
    """Return what stages decided otherwise than the one before, and why; `stage`: one of them."""
    table = scene.table(
        Text("Perubahan dan alasannya", "Changes and their reasons"),
        Text("Tahap", "Stage"),
        Text("Indikator", "Indicator"),
        Text("", ""),
        Text("dari", "from"),
        Text("menjadi", "to"),
        Text("Justifikasi", "Justification"),
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


def by_stage(scene: Scene, score: Json) -> Table:
    """Return the values of domains and aspects at every stage, side by side."""
    tracks = {track["track"]: track for track in score["tracks"] if track["track"] in _TRACKS}
    table = scene.table(
        Text(
            "Indeks menurut domain dan aspek, setiap tahap",
            "Index by domain and aspect, at every stage",
        ),
        Text("", ""),
        Text("", ""),
        Text("Bobot %", "Weight %"),
    )
    for name in tracks:
        table.add_column(_TRACKS[name], justify="right")
    values = {
        name: {node["code"]: node["announced"] for node in track["nodes"]}
        for name, track in tracks.items()
    }
    for node in next(iter(tracks.values()))["nodes"]:
        style = "" if node["kind"] == "aspect" else "bold"
        announced = [found[node["code"]] or NOTHING for found in values.values()]
        name = scene.word(node["name"])
        table.add_row(node["code"], name, node["weight"], *announced, style=style)
    return table


def _moves(found: Json) -> Iterator[tuple[str, str, Json, Json]]:
    """Yield stage, indicator, the level before and the level after of every change."""
    for each in found["items"]:
        for before, after in pairwise(each["stages"]):
            if not after["inherited"] and after["level"] not in (None, before["level"]):
                yield after["stage"], each["indicator_code"], before, after
