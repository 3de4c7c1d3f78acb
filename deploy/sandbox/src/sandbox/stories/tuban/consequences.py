"""Rewards and punishments by the region's own rules, each with its reasons and its lineage."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.table import Table

from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories import duties
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban import lineage
from sandbox.stories.tuban.people import DATA, FOLLOWED, coordinator, leader
from sandbox.stories.tuban.quarters import LAST, campaign_of
from sandbox.telling.texts import Json

_PATH: Final = f"/campaigns/{campaign_of(LAST).code}/consequences"
_PUBLISHED: Final = Text("diterbitkan", "are published")
_IN_FORCE: Final = Text("sudah berlaku", "are in force already")
_COLOURS: Final = {"punishment": "red", "reward": "green", "undetermined": "yellow"}


def judge(scene: Scene) -> None:
    """Publish the rules, show the list with one entry followed to its source, and take note."""
    _publish(scene)
    portal = leader(scene)
    found = portal.items(_PATH)
    names = duties.names_below(portal)
    scene.console.print(_list(scene, found, names))
    entry = next(
        each
        for each in found
        if each["agency_code"] == FOLLOWED and each["rule_code"] == _first_rule()
    )
    lineage.tell(scene, entry, names[FOLLOWED])
    _acknowledge(scene, portal, found)


def _first_rule() -> str:
    return str(DATA["rules"]["rules"][0]["code"])


def _publish(scene: Scene) -> None:
    """Publish the rules as the region's next version, unless the newest says the same."""
    portal, path = coordinator(scene), f"/consequence-rules/{REGION_CODE}/versions"
    known = portal.items("/consequence-rules", agency=REGION_CODE)
    own = [each["version"] for each in known if each["agency_code"] == REGION_CODE]
    newest = max(own, default=0)
    is_new = not newest or not _says(portal.get(f"{path}/{newest}")["document"])
    version = newest + is_new
    if is_new:
        portal.change(f"{path}/{version}", {**DATA["rules"], "version": version})
    told = _PUBLISHED if is_new else _IN_FORCE
    count = len(DATA["rules"]["rules"])
    scene.say(
        Text(
            f"Aturan daerah versi {version} {told.id}: {count} aturan, berupa data; aturan bawaan"
            " tidak berlaku lagi di daerah ini",
            f"The region's rules, version {version}, {told.en}: {count} rules, which are data;"
            " those of the release count here no more",
        )
    )


def _says(document: Json) -> bool:
    return all(document.get(name) == value for name, value in DATA["rules"].items())


def _list(scene: Scene, found: Sequence[Json], names: Mapping[str, str]) -> Table:
    """Return the list; rules that say the same of an agency for the same reasons are one row."""
    table = scene.table(
        Text(f"Penghargaan dan sanksi {LAST} (contoh)", f"Rewards and punishments {LAST} (sample)"),
        Text("Instansi", "Agency"),
        Text("Hasil", "Outcome"),
        Text("Aturan", "Rule"),
        Text("Alasan", "Reasons"),
    )
    rows: dict[tuple[str, str, str], list[str]] = {}
    for verdict, colour in _COLOURS.items():
        for each in found:
            if each["verdict"] == verdict:
                outcome = f"[{colour}]{scene.word(each['verdict_name'])}[/]"
                reasons = "\n".join(scene.word(reason["text"]) for reason in each["reasons"])
                row = names[each["agency_code"]], outcome, reasons
                rows.setdefault(row, []).append(scene.word(each["rule_name"]))
    for (name, outcome, reasons), rules in rows.items():
        table.add_row(name, outcome, "\n".join(rules), reasons)
    return table


def _acknowledge(scene: Scene, portal: Portal, found: Sequence[Json]) -> None:
    """Take note of what is due; what cannot be judged is nothing to be taken note of."""
    due = [each for each in found if each["verdict"] != "undetermined"]
    new = [each for each in due if not each["is_acknowledged"]]
    for each in new:
        path = f"{_PATH}/{each['agency_code']}/{each['rule_code']}/acknowledgement"
        portal.post(path, {"sha256": each["sha256"]})
    scene.say(
        Text(
            f"{len(due)} butir diketahui pimpinan, {len(new)} baru; setiap tanda mengikat isi yang"
            " dibaca (SHA-256), dan isi yang berubah meminta tanda baru",
            f"The leader took note of {len(due)} entries, {len(new)} new; each holds the content"
            " that was read (SHA-256), and another content asks anew",
        )
    )
