"""The months of a year as the source systems tell them, one of them without a judgement."""

from collections.abc import Sequence

from rules.text import Text
from sandbox.stories import duties
from sandbox.stories.figures import share
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import DATA, FOLLOWED, leader
from sandbox.telling.texts import NOTHING, Json

NOT_JUDGED = Text("[yellow]belum dapat dinilai[/]", "[yellow]cannot be judged yet[/]")
_RUNNING = Text("[yellow]masih berjalan[/]", "[yellow]still running[/]")
_BOTH = Text(f"{NOT_JUDGED.id}, {_RUNNING.id}", f"{NOT_JUDGED.en}, {_RUNNING.en}")


def show(scene: Scene) -> None:
    """Show the leader every month of an agency, and what a month lacks that is not judged."""
    portal = leader(scene)
    name = duties.names_below(portal)[FOLLOWED]
    points = of_year(portal, FOLLOWED, "month")
    table = scene.table(
        Text(f"Kinerja bulanan {name} (data contoh)", f"Months of {name} (sample)"),
        Text("Bulan", "Month"),
        Text("Nilai", "Value"),
        Text("Predikat", "Predicate"),
        Text("Cakupan", "Coverage"),
        Text("Belum ada tingkat", "Without a level"),
    )
    for each in points:
        table.add_row(
            each["period"],
            each["announced"] or NOTHING,
            judgement(scene, each),
            share(each["coverage"]),
            ", ".join(each["missing"]) or NOTHING,
        )
    scene.console.print(table)
    unjudged = [each for each in points if each["not_judged"] == "below_floor"]
    for each in unjudged[:1]:
        _tell_gaps(scene, portal, each)


def of_year(portal: Portal, agency: str, kind: str) -> Sequence[Json]:
    """Return the scores of an agency in the months or quarters of the year."""
    series = portal.get(
        f"/scores/series/{agency}",
        instrument=DATA["instrument"],
        period_kind=kind,
        limit="200",
    )
    return [each for each in series["items"] if each["period"].startswith(DATA["year"])]


def judgement(scene: Scene, point: Json) -> str:
    """Return the predicate of a period, or why it has none."""
    if point["predicate"] is not None:
        return scene.word(point["predicate"])
    if point["period_state"] != "running":
        return scene.word(NOT_JUDGED)
    return scene.word(_RUNNING if point["not_judged"] is None else _BOTH)


def _tell_gaps(scene: Scene, portal: Portal, point: Json) -> None:
    """Tell why a month is not judged, and of each indicator what nobody could read."""
    scene.tell(
        Text(
            f"[yellow]![/] {point['period']}: {point['note']['id']} Nilai {point['announced']} itu"
            " hanya dari yang sudah terbaca, jadi tanpa predikat, peringkat, dan tren.",
            f"[yellow]![/] {point['period']}: {point['note']['en']} The value {point['announced']}"
            " is that of what could be read, so without predicate, rank and trend.",
        )
    )
    path = f"/scores/{point['assessment_id']}/explanation"
    for code in point["missing"]:
        told = portal.get(path, indicator=code)
        why = told["rule"]["raises"] or told["summary"]
        scene.tell(
            Text(
                f"    [yellow]•[/] {code} {told['indicator_name']['id']}: {why['id']}",
                f"    [yellow]•[/] {code} {told['indicator_name']['en']}: {why['en']}",
            )
        )
