"""Two agencies become one in mid-year: looked at, made exactly so, and what is then to be seen."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.table import Table

from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories.figures import day
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import (
    DATA,
    PREDECESSORS,
    SUCCESSOR,
    coordinator,
    members,
)
from sandbox.telling.texts import NOTHING, Json

_PATH: Final = f"/agencies/{SUCCESSOR}/merger"
_CHANGES: Final = {
    "created": Text("dibentuk", "is formed"),
    "merged": Text("berakhir, digabung", "ends, is merged"),
    "moved": Text("dipindahkan", "is moved"),
    "changed": Text("berubah", "changes"),
}
_EFFECTS: Final = {
    "ends": Text("berakhir, tetap terbaca", "end, stay readable"),
    "begins": Text("dimulai bagi penerus", "begin for the successor"),
    "stays": Text(
        f"tetap pada instansi lama, dijawab {REGION_CODE}",
        f"stay with the old agency, {REGION_CODE} answers",
    ),
}
# What an official asks about first, of all that the preview says.
_SUBJECTS: Final = {
    "people": Text("Petugas", "People"),
    "recommendations": Text("Rekomendasi", "Recommendations"),
    "targets": Text("Target", "Targets"),
    "year_before": Text("Perbandingan", "Comparisons"),
    "facts": Text("Data sistem sumber", "Data of the sources"),
}


def reorganise(scene: Scene) -> None:
    """Look at the merger, and make it exactly as it was seen."""
    portal, merger = coordinator(scene), DATA["merger"]
    body = {
        "from_codes": PREDECESSORS,
        "agency": {**merger["agency"], "agency_kind": "agency", "parent_code": REGION_CODE},
        "effective_on": merger["effective_on"],
        "note": merger["note"],
    }
    plan, seen = portal.preview(_PATH, body)
    since = day(merger["effective_on"])
    if plan["agencies"]:
        _show_plan(scene, plan)
        portal.post(_PATH, body, match=seen)
        scene.say(
            Text(
                f"Ditetapkan persis seperti pratinjau: {merger['note']}, berlaku {since}",
                f"Made exactly as the preview says: {merger['note']}, from {since} on",
            )
        )
    else:
        scene.say(
            Text(
                f"Penggabungan sudah berlaku sejak {since}: {merger['note']}",
                f"The merger holds since {since} already: {merger['note']}",
            )
        )
    _show_assessments(scene, portal)


def _show_plan(scene: Scene, plan: Json) -> None:
    scene.tell(
        Text(
            "Pratinjau; belum ada yang disimpan:",
            "Preview; nothing is stored yet:",
        )
    )
    table = scene.table(
        Text("Yang berubah", "What changes"),
        Text("Instansi", "Agency"),
        Text("Menjadi", "Becomes"),
        Text("Sejak", "Since"),
    )
    for each in plan["agencies"]:
        change = scene.word(_CHANGES[each["change"]])
        table.add_row(f"{each['agency_code']} {each['name']}", change, day(each["since"]))
    scene.console.print(table)
    scene.console.print(_effects(scene, plan["assessments"]))
    table = scene.table(
        Text("Akibatnya bagi yang lain", "What follows for the rest"),
        Text("Tentang", "About"),
        Text("Yang terjadi", "What happens"),
    )
    rules = {each["subject"]: each["note"] for each in plan["rules"]}
    for subject, name in _SUBJECTS.items():
        table.add_row(scene.word(name), scene.word(rules[subject]))
    scene.console.print(table)
    _tell_people(scene, plan["people"])


def _tell_people(scene: Scene, people: Sequence[Json]) -> None:
    """Tell who works at the successor from that day on."""
    names = {each.officer.subject: each.officer.name for each in members().values()}
    some = ", ".join(names.get(each["subject"], NOTHING) for each in people)
    scene.tell(
        Text(
            f"Petugas yang pindah ke penerus: {some or NOTHING}",
            f"People who work at the successor then: {some or NOTHING}",
        )
    )


def _effects(scene: Scene, assessments: Sequence[Json]) -> Table:
    table = scene.table(
        Text("Penilaian yang terbuka", "Open assessments"),
        Text("Akibat", "Effect"),
        Text("Jumlah", "Number"),
        Text("Periode", "Periods"),
    )
    for effect, name in _EFFECTS.items():
        found = [each["period"] for each in assessments if each["effect"] == effect]
        if found:
            table.add_row(scene.word(name), str(len(found)), spans(found))
    return table


def _show_assessments(scene: Scene, portal: Portal) -> None:
    """Show in which periods each of the agencies is assessed now."""
    table = scene.table(
        Text(
            f"Siapa dinilai pada periode mana, {DATA['year']}",
            f"Who is assessed in which period, {DATA['year']}",
        ),
        Text("Instansi", "Agency"),
        Text("Ada sejak", "First day"),
        Text("Sampai", "Last day"),
        Text("Dinilai", "Assessed"),
        Text("Penilaian berakhir", "Ended assessments"),
    )
    for code in (*PREDECESSORS, SUCCESSOR):
        told = portal.get(f"/agencies/{code}")
        found = [
            each
            for each in portal.items("/assessments", agency=code)
            if each["period"].startswith(DATA["year"])
        ]
        until = told["valid_until"]
        table.add_row(
            f"{code} {told['short_name']}",
            day(told["valid_from"]),
            NOTHING if until is None else day(until),
            spans(each["period"] for each in found if each["ended_on"] is None),
            spans(each["period"] for each in found if each["ended_on"] is not None),
        )
    scene.console.print(table)


def spans(periods: Iterable[str]) -> str:
    """Return periods of a kind that follow one another as one span: `2026-07 … 2026-11`."""
    months: list[str] = []
    quarters: list[str] = []
    for each in sorted({*periods}):
        (quarters if "Q" in each else months).append(each)
    ranges = [each for each in (months, quarters) if each]
    return (
        ", ".join(each[0] if len(each) == 1 else f"{each[0]} … {each[-1]}" for each in ranges)
        or NOTHING
    )
