"""The agencies of a quarter in exact order, with trend and target, and who has no rank and why."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.table import Table

from rules.exact import parse
from rules.text import Text
from sandbox.stories import duties
from sandbox.stories.figures import announced, share, signed
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import DATA, SUCCESSOR, code_of, leader
from sandbox.stories.tuban.quarters import BEFORE, LAST, campaign_of
from sandbox.telling.texts import NOTHING, Json, number

# What people tell, or what follows from follow-ups; the rest follows from the source systems.
_TOLD: Final = ("T4", "T5", "T6")
_ALL: Final = ("T1", "T2", "T3", *_TOLD)


def show(scene: Scene) -> None:
    """Show the ranking once everything that was told has arrived in it."""
    portal = leader(scene)
    path = f"/rankings/{campaign_of(LAST).code}"
    found = portal.wait_for(path, _is_settled, limit="200")["items"]
    names = duties.names_below(portal)
    placed = [each for each in found if each["rank"] is not None]
    scene.console.print(_placed(scene, placed, names))
    _tell_ties(scene, placed, names)
    table = scene.table(
        Text("Tanpa peringkat", "Without a rank"),
        Text("Instansi", "Agency"),
        Text("Nilai", "Value"),
        Text("Sebabnya", "Why"),
    )
    for each in found:
        if each["rank"] is None:
            value = each["announced"] or NOTHING
            table.add_row(names[each["agency_code"]], value, scene.word(each["note"]))
    scene.console.print(table)


def _is_settled(page: Json) -> bool:
    """Say whether all that was told of the agencies has arrived, and the successor's facts."""
    missing = {each["agency_code"]: {*each["missing"]} for each in page["items"]}
    told = {code_of(short): {*_TOLD} for short in DATA["quarters"][LAST]}
    told[SUCCESSOR] = {*_ALL}
    has_value = {each["agency_code"] for each in page["items"] if each["announced"] is not None}
    return all(code in has_value and not codes & missing[code] for code, codes in told.items())


def _placed(scene: Scene, placed: Sequence[Json], names: Mapping[str, str]) -> Table:
    table = scene.table(
        Text(f"Peringkat {LAST} (data contoh)", f"Ranking of {LAST} (sample)"),
        Text("Peringkat", "Rank"),
        Text("Instansi", "Agency"),
        Text("Nilai", "Value"),
        Text("Tepat", "Exact"),
        Text("Predikat", "Predicate"),
        Text("Cakupan", "Coverage"),
        Text(f"Tren dari {BEFORE}", f"Trend from {BEFORE}"),
        Text("Target", "Target"),
    )
    for each in placed:
        table.add_row(
            str(each["rank"]),
            names[each["agency_code"]],
            each["announced"],
            number(each["exact"]),
            scene.word(each["predicate"]),
            share(each["level_share"]),
            _trend(scene, each["before"]),
            _target(scene, each["target"]),
        )
    return table


def _trend(scene: Scene, before: Json) -> str:
    if before["difference"] is None:
        return scene.word(before["note"])
    return signed(before["difference"])


def _target(scene: Scene, target: Json | None) -> str:
    if target is None:
        return NOTHING
    wanted, gap = announced(target["value"]), target["gap"]
    if gap is None:
        return wanted
    if parse(gap) <= 0:
        return f"{wanted} {scene.word(Text('[green]tercapai[/]', '[green]reached[/]'))}"
    lack = announced(gap)
    return f"{wanted} {scene.word(Text(f'[red]kurang {lack}[/]', f'[red]lacks {lack}[/]'))}"


def _tell_ties(scene: Scene, placed: Sequence[Json], names: Mapping[str, str]) -> None:
    """Tell who shares a rank, and whose values only look the same."""
    for rank in dict.fromkeys(each["rank"] for each in placed):
        tied = [each for each in placed if each["rank"] == rank]
        if len(tied) == 1:
            continue
        some = ", ".join(names[each["agency_code"]] for each in tied)
        exact, shown = number(tied[0]["exact"]), tied[0]["announced"]
        scene.say(
            Text(
                f"{some} bernilai tepat sama ({exact}): peringkat {rank} bersama, berikutnya"
                f" {rank + len(tied)}",
                f"{some} have exactly the same value ({exact}): rank {rank} together, the next is"
                f" {rank + len(tied)}",
            )
        )
        near = [each for each in placed if each["announced"] == shown and each["rank"] != rank]
        for each in near:
            scene.say(
                Text(
                    f"{names[each['agency_code']]} juga diumumkan {shown}, tetapi nilainya"
                    f" {number(each['exact'])}: peringkat {each['rank']}",
                    f"{names[each['agency_code']]} is announced as {shown} too, but its value"
                    f" is {number(each['exact'])}: rank {each['rank']}",
                )
            )
