"""The agencies that are ranked, who answers for some of them, and what each is to reach."""

from rules.text import Text
from sandbox.stories import duties
from sandbox.stories.figures import announced
from sandbox.stories.members import enter_officer
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import DATA, SUCCESSOR, code_of, coordinator, leader, members
from sandbox.telling.texts import NOTHING


def gather(scene: Scene) -> None:
    """Enter the officers, and let the leader set the targets of the year."""
    portal = coordinator(scene)
    officers = {code: each for code, each in members().items() if code != SUCCESSOR}
    absent = [
        each for each in officers.values() if portal.find(f"/people/{each.officer.subject}") is None
    ]
    for each in absent:
        enter_officer(portal, each, since=f"{DATA['year']}-01-01")
    wanted = {code_of(short): value for short, value in DATA["targets"].items()}
    changed = sum([set_target(leader(scene), code, value) for code, value in wanted.items()])
    scene.say(
        Text(
            f"{len(wanted)} target {DATA['year']} ditetapkan pimpinan, {changed} baru; berlaku bagi"
            f" setiap bulan dan triwulan. {len(officers)} petugas, {len(absent)} baru dicatat",
            f"{len(wanted)} targets of {DATA['year']} set by the leader, {changed} new; they hold"
            f" in every month and quarter. {len(officers)} officers, {len(absent)} newly entered",
        )
    )
    table = scene.table(
        Text("Yang dinilai dan targetnya (data contoh)", "Who is assessed, with targets (sample)"),
        Text("Instansi", "Agency"),
        Text("Target indeks", "Target of the index"),
        Text("Petugas (rekaan)", "Officer (invented)"),
    )
    names = duties.names_below(portal)
    for code, value in wanted.items():
        officer = officers[code].officer.name if code in officers else NOTHING
        table.add_row(names[code], announced(value), officer)
    scene.console.print(table)


def set_target(portal: Portal, agency: str, value: str) -> bool:
    """Set what an agency's index is to reach in the year; return whether that is new."""
    path = f"/targets/{agency}/{DATA['instrument']}/{DATA['year']}/index"
    return portal.put(path, {"value": value})
