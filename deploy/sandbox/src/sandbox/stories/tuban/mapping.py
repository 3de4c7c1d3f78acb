"""The units of a merged agency in the source systems, and its months before and after."""

from typing import Final

from rules.text import Text
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban.months import judgement, of_year
from sandbox.stories.tuban.people import DATA, PREDECESSORS, SUCCESSOR, leader, operator
from sandbox.stories.tuban.quarters import LAST_MONTH
from sandbox.stories.tuban.targets import set_target
from sandbox.telling.texts import NOTHING, Json

_NOT_REGISTERED: Final = ("revision", "idle_units", "state")
_FIRST_SHOWN: Final = "04"


def go_on(scene: Scene) -> None:
    """Map the units of the old agencies to the successor, and show all their months."""
    portal = operator(scene)
    told, mapped = None, 0
    for source in portal.items("/sources"):
        idle = [each for each in source["idle_units"] if each["agency_code"] in PREDECESSORS]
        if idle:
            told = told or idle[0]["reason"]
            mapped += len(idle)
            _map(portal, source)
    if told is not None:
        scene.tell(Text(f"[yellow]![/] {told['id']}", f"[yellow]![/] {told['en']}"))
    scene.say(
        Text(
            f"Operator memetakan unit lama ke penerusnya: {mapped} baru dipetakan; yang sudah"
            " dibaca tetap pada instansi lama",
            f"The operator maps the old units to the successor: {mapped} newly mapped; what was"
            " read stays with the old agencies",
        )
    )
    _show_months(scene)
    _set_target(scene)


def _set_target(scene: Scene) -> None:
    target = DATA["merger"]["target"]
    is_new = set_target(leader(scene), SUCCESSOR, target)
    scene.say(
        Text(
            f"Target penerus {'ditetapkan' if is_new else 'sudah ditetapkan'} sendiri: {target};"
            " target instansi lama tidak diwarisi",
            f"The successor {'has' if is_new else 'has already'} a target of its own: {target};"
            " those of the old agencies are not inherited",
        )
    )


def _map(portal: Portal, source: Json) -> None:
    path = f"/sources/{source['code']}"
    units = {
        unit: SUCCESSOR if agency in PREDECESSORS else agency
        for unit, agency in source["units"].items()
    }
    kept = {name: value for name, value in source.items() if name not in _NOT_REGISTERED}
    portal.change(path, {**kept, "units": units}, of=path)


def _show_months(scene: Scene) -> None:
    """Show the months of the old agencies and of the successor side by side."""
    portal = leader(scene)
    portal.wait_for(
        f"/scores/series/{SUCCESSOR}",
        _is_read,
        instrument=DATA["instrument"],
        period_kind="month",
        limit="200",
    )
    agencies = [portal.get(f"/agencies/{code}") for code in (*PREDECESSORS, SUCCESSOR)]
    found = {
        agency["agency_code"]: {
            each["period"]: each for each in of_year(portal, agency["agency_code"], "month")
        }
        for agency in agencies
    }
    table = scene.table(
        Text("Bulan sebelum dan sesudahnya (data contoh)", "Months before and after (sample)"),
        Text("Bulan", "Month"),
        *(Text(each["short_name"], each["short_name"]) for each in agencies),
    )
    months = sorted({month for points in found.values() for month in points})
    for month in months:
        if month[-2:] >= _FIRST_SHOWN:
            table.add_row(
                month,
                *(_cell(scene, each, found[each["agency_code"]].get(month)) for each in agencies),
            )
    scene.console.print(table)
    series = portal.get(
        f"/scores/series/{SUCCESSOR}", instrument=DATA["instrument"], period_kind="month"
    )
    scene.tell(Text(**series["note"]))


def _is_read(series: Json) -> bool:
    """Say whether the last month of the quarter has its money, work and achievement."""
    return any(
        each["period"] == LAST_MONTH and each["predicate"] is not None and not each["missing"]
        for each in series["items"]
    )


def _cell(scene: Scene, agency: Json, point: Json | None) -> str:
    if point is None:
        return NOTHING
    last = agency["valid_until"]
    if last is not None and last[:7] < point["period"]:
        return scene.word(Text("[dim]berakhir[/]", "[dim]ended[/]"))
    return f"{point['announced'] or NOTHING} · {judgement(scene, point)}"
