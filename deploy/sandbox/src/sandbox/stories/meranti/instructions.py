"""The ministry's instructions, what was done about them, and which agencies are overdue."""

from datetime import UTC, date, datetime

from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories import duties, letters
from sandbox.stories.meranti.people import coordinator, inspector, leader, members
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.written import written
from sandbox.telling.texts import Json


def receive(scene: Scene) -> None:
    """Take in the ministry's letter; an instruction has a deadline, and the preview says so."""
    portal = coordinator(scene)
    report = letters.take_in(scene, portal, written("meranti")["letter"], agency=REGION_CODE)
    asked = duties.asked_by(portal, report)
    scene.console.print(duties.asked_table(scene, asked, duties.names_below(portal)))


def follow_up(scene: Scene) -> None:
    """Let the agencies answer with proof, and the inspectorate judge it."""
    judge, data = inspector(scene), written("meranti")
    report = letters.find_letter(judge, data["letter"], REGION_CODE)
    duties.follow_up(scene, report, data["deeds"], members=members(), judge=judge)


def show_overdue(scene: Scene) -> None:
    """Show the leader which agencies are overdue, and with what."""
    portal = leader(scene)
    names = duties.names_below(portal)
    found = duties.overdue_of(portal, members())
    scene.console.print(duties.overdue_table(scene, found, names))
    late = overdue(portal)
    for each in late:
        days = (datetime.now(UTC).date() - date.fromisoformat(each["deadline"])).days
        scene.tell(
            Text(
                f"[red]•[/] {names[each['carried_by']]}: {each['text']} Terlambat {days} hari.",
                f"[red]•[/] {names[each['carried_by']]}: {each['text']} Overdue by {days} days.",
            )
        )
    agencies = {each["carried_by"] for each in late}
    scene.say(
        Text(
            f"{len(late)} instruksi kementerian terlambat pada {len(agencies)} instansi",
            f"{len(late)} of the ministry's instructions are overdue, in {len(agencies)} agencies",
        )
    )


def overdue(portal: Portal) -> list[Json]:
    """Return the instructions of the letter whose deadline has passed."""
    report = letters.find_letter(portal, written("meranti")["letter"], REGION_CODE)
    wanted = {"report": report["report_id"], "instruction": "true", "overdue": "true"}
    return portal.items("/recommendations", **wanted)
