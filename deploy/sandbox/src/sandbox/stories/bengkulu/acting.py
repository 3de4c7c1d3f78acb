"""The national team's letter, what the agencies do about it, and the inspectorate's list."""

from collections import Counter
from typing import Final

from rules.text import Text
from sandbox.stories import duties, letters
from sandbox.stories.bengkulu.people import PROVINCE, coordinator, inspector, leader, members
from sandbox.stories.story import Scene
from sandbox.stories.written import written
from sandbox.telling.texts import Json
from submission.recommendations.domain.recommendation import MISSING, STATE_NAMES

_TEXT: Final = "utf-8"


def receive(scene: Scene) -> None:
    """Take in the letter with its recommendations to each agency."""
    portal = coordinator(scene)
    report = letters.take_in(scene, portal, written("bengkulu")["letter"], agency=PROVINCE)
    asked = duties.asked_by(portal, report)
    scene.console.print(duties.asked_table(scene, asked, duties.names_below(portal)))


def follow_up(scene: Scene) -> None:
    """Let each agency say what it did, with proof, and the inspectorate judge it."""
    judge, data = inspector(scene), written("bengkulu")
    report = letters.find_letter(judge, data["letter"], PROVINCE)
    duties.follow_up(scene, report, data["deeds"], members=members(), judge=judge)


def list_missing(scene: Scene) -> None:
    """Show the inspectorate what regulations, systems and procedures are missing."""
    portal = inspector(scene)
    letter = letters.find_letter(portal, written("bengkulu")["letter"], PROVINCE)
    found = portal.items("/recommendations", report=letter["report_id"], missing="any")
    names = duties.names_below(portal)
    table = scene.table(
        Text("Yang belum ada menurut Inspektorat", "What is missing, for the inspectorate"),
        Text("Jenis", "Kind"),
        Text("Instansi", "Agency"),
        Text("Yang harus dikerjakan", "What is to be done"),
        Text("Status", "State"),
    )
    for kind, name in MISSING.items():
        for each in found:
            if each["missing"] == kind:
                state = scene.word(STATE_NAMES[each["state"]])
                row = names[each["carried_by"]], each["text"], state
                table.add_row(scene.word(name), *row)
    scene.console.print(table)
    _tell_counts(scene, found)
    path = f"/recommendations.csv?report={letter['report_id']}&missing=any"
    lines = portal.download(path).decode(_TEXT).strip().splitlines()
    scene.say(
        Text(
            f"Daftar yang sama sebagai CSV: {len(lines) - 1} baris",
            f"The same list as CSV: {len(lines) - 1} rows",
        )
    )


def show_overdue(scene: Scene) -> None:
    """Show the leader which agencies are late."""
    portal = leader(scene)
    found = duties.overdue_of(portal, members())
    scene.console.print(duties.overdue_table(scene, found, duties.names_below(portal)))


def _tell_counts(scene: Scene, found: list[Json]) -> None:
    """Tell how much of each kind is still missing: what was verified is there."""
    counts = Counter(each["missing"] for each in found if each["state"] != "settled")
    told = Text(
        ", ".join(f"{name.id} ({counts[kind]})" for kind, name in MISSING.items() if counts[kind]),
        ", ".join(f"{name.en} ({counts[kind]})" for kind, name in MISSING.items() if counts[kind]),
    )
    settled = len(found) - sum(counts.values())
    scene.say(
        Text(
            f"Masih kurang: {told.id}; {settled} sudah dipenuhi dan diverifikasi",
            f"Still missing: {told.en}; {settled} are there and verified",
        )
    )
