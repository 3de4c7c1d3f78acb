"""A score as the stories show it."""

from rich.table import Table

from rules.text import Text
from sandbox.stories.story import Scene
from sandbox.telling.texts import NOTHING, Json


def domains(scene: Scene, track: Json, title: Text) -> Table:
    """Return the domains of a track with weight and value."""
    table = scene.table(
        title,
        Text("Kode", "Code"),
        Text("Domain", "Domain"),
        Text("Bobot %", "Weight %"),
        Text("Nilai", "Value"),
    )
    for node in track["nodes"]:
        if node["kind"] == "domain":
            value = node["announced"] or NOTHING
            table.add_row(node["code"], scene.word(node["name"]), node["weight"], value)
    return table
