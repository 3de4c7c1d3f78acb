"""Planning: the campaign with its deadlines, the team with its functions, the socialisation."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories import assessing
from sandbox.stories.assessing import Campaign
from sandbox.stories.pemalang import tables
from sandbox.stories.pemalang.data import read
from sandbox.stories.pemalang.people import coordinator
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene

CAMPAIGN: Final = Campaign("pemalang-2026", "Evaluasi SPBE 2026", "permenpanrb-5-2018", "2026")
# The last day of each stage, in days from today.
_DAYS: Final[Mapping[str, int]] = {
    "mandiri": 14,
    "dokumen": 28,
    "interviu": 42,
    "visitasi": 49,
    "reviu": 63,
}
_VISITS: Final = ["22"]
_PATH: Final = f"/campaigns/{CAMPAIGN.code}"
_SOCIALISATION: Final = {
    "title": "Sosialisasi evaluasi SPBE 2026",
    "body": (
        "Instrumen, jadwal tahap dan tugas tim evaluator internal disampaikan kepada seluruh"
        " perangkat daerah."
    ),
}


def plan(scene: Scene) -> None:
    """Plan the campaign and set the deadline of each stage."""
    portal = coordinator(scene)
    is_new = assessing.open_campaign(portal, CAMPAIGN, planned=True)
    today = datetime.now(UTC).date()
    for stage in portal.get(_PATH)["stages"]:
        if stage["deadline"] is None:
            _set_deadline(portal, stage["stage"], today)
    visits = portal.get(f"{_PATH}/visits")
    if visits["indicator_codes"] != _VISITS:
        portal.change(f"{_PATH}/visits", {"indicator_codes": _VISITS}, of=_PATH)
    planned = portal.get(_PATH)
    scene.say(
        Text(
            f"Kegiatan {CAMPAIGN.code} {'direncanakan' if is_new else 'sudah ada'}:"
            f" {CAMPAIGN.name}, edisi {CAMPAIGN.edition}, periode {CAMPAIGN.period}",
            f"Campaign {CAMPAIGN.code} {'planned' if is_new else 'is there already'}:"
            f" {CAMPAIGN.name}, edition {CAMPAIGN.edition}, period {CAMPAIGN.period}",
        )
    )
    scene.console.print(tables.stages(scene, planned))
    visited = ", ".join(_VISITS)
    scene.say(Text(f"Perlu dikunjungi: indikator {visited}", f"To be visited: indicator {visited}"))


def gather(scene: Scene) -> None:
    """Put the team together: all functions of the guide, and who answers for what."""
    portal = coordinator(scene)
    added = sum(_join(portal, member) for member in read("people")["team"])
    team = portal.get(f"{_PATH}/team")
    count = len(team["members"])
    scene.say(
        Text(
            f"Tim evaluator internal: {count} orang, {added} baru ditambahkan",
            f"Team of internal evaluators: {count} people, {added} newly added",
        )
    )
    agencies = {each["agency_code"]: each for each in portal.items("/agencies")}
    scene.console.print(tables.team(scene, team, agencies))
    if team["is_complete"]:
        functions = [each for each in team["required"] if each["function"] != "data_entry"]
        scene.say(
            Text(
                f"Lengkap: {len(functions)} fungsi dan satu petugas input data",
                f"Complete: {len(functions)} functions and one data-entry officer",
            )
        )
    units = read("people")["units"]
    for node, unit in units.items():
        path = f"{_PATH}/assignments/{uuid5(NAMESPACE_URL, f'{CAMPAIGN.code}/{node}')}"
        body = {"node_code": node, "duty": "responsible", "unit_code": f"{REGION_CODE}.{unit}"}
        portal.put(path, body)
    scene.say(
        Text(
            f"Penanggung jawab {len(units)} aspek ditetapkan",
            f"Who is responsible is set for {len(units)} aspects",
        )
    )


def announce(scene: Scene) -> None:
    """Tell the agencies, and open the campaign."""
    portal = coordinator(scene)
    path = f"{_PATH}/announcements"
    told = {each["title"] for each in portal.items(path)}
    if _SOCIALISATION["title"] not in told:
        held_on = datetime.now(UTC).date().isoformat()
        portal.post(path, {**_SOCIALISATION, "held_on": held_on})
    announced = f"{_SOCIALISATION['title']}: {_SOCIALISATION['body']}"
    scene.say(Text(announced, announced))
    portal.post(f"{_PATH}/opening")
    scene.say(
        Text(
            "Kegiatan dibuka; penilaian mandiri menerima jawaban",
            "Campaign opened; the self-assessment takes answers",
        )
    )


def _set_deadline(portal: Portal, stage: str, today: date) -> None:
    deadline = (today + timedelta(days=_DAYS[stage])).isoformat()
    portal.change(f"{_PATH}/stages/{stage}", {"deadline": deadline}, of=_PATH)


def _join(portal: Portal, member: Mapping[str, Any]) -> bool:
    """Enter a person and put them into the team; return whether they are new in it."""
    subject = member["subject"]
    person = {
        "agency_code": f"{REGION_CODE}.{member['agency']}",
        "name": member["name"],
        "position": member["position"],
        "valid_from": f"{CAMPAIGN.period}-01-01",
    }
    portal.put(f"/people/{subject}", person)
    path = f"{_PATH}/team/{subject}"
    if portal.find(path) is not None:
        return False
    return portal.put(path, {"functions": member["functions"]})
