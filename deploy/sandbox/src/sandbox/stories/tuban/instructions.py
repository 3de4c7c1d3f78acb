"""The inspectorate's letter with its instructions, and what the agencies did about them."""

from typing import Final

from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories import duties, letters
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import DATA, coordinator, inspector, members
from sandbox.stories.tuban.quarters import LAST, RUNNING
from sandbox.telling.texts import Json

_SHARE: Final = "followup.share"
_NOTHING: Final = ("0", "None")


def receive(scene: Scene) -> None:
    """Enter the letter, and show to whom each instruction is addressed."""
    portal = coordinator(scene)
    report, new = letters.enter(portal, DATA["letter"], agency=REGION_CODE)
    asked = duties.asked_by(portal, report)
    scene.say(
        Text(
            f"Surat {report['number']} tanggal {report['dated']} dari {report['author']}:"
            f" {len(asked)} instruksi, {new} baru dicatat",
            f"Letter {report['number']} of {report['dated']} from {report['author']}:"
            f" {len(asked)} instructions, {new} newly entered",
        )
    )
    scene.console.print(duties.asked_table(scene, asked, duties.names_below(portal)))


def follow_up(scene: Scene) -> None:
    """Let agencies send what they did, and the inspectorate judge it."""
    judge = inspector(scene)
    report = letters.find_letter(judge, DATA["letter"], REGION_CODE)
    duties.follow_up(scene, report, DATA["deeds"], members=members(), judge=judge)
    for asked in duties.asked_by(judge, report):
        if asked["state"] == "settled":
            _tell_shares(scene, judge, asked["carried_by"])


def _tell_shares(scene: Scene, portal: Portal, agency: str) -> None:
    """Tell what the settled instruction of an agency changes, and what it does not."""
    wanted = {"agency": agency, "name": _SHARE}
    # Other letters may ask the agency for more: then it is not the whole.
    portal.wait_for("/facts", lambda page: _is_told(_shares(page).get(RUNNING)), **wanted)
    shares = _shares(portal.get("/facts", **wanted))
    name = duties.names_below(portal)[agency]
    scene.tell(
        Text(
            f"{name}: tindak lanjutnya dikirim sesudah {LAST} berakhir, jadi T6 {LAST} tetap"
            f" {shares[LAST]} %; T6 {RUNNING} menjadi {shares[RUNNING]} %.",
            f"{name}: the follow-up was sent after {LAST} had ended, so T6 of {LAST} stays"
            f" {shares[LAST]} %; T6 of {RUNNING} becomes {shares[RUNNING]} %.",
        )
    )


def _is_told(share: str | None) -> bool:
    """Say whether something that was followed up is counted."""
    return share is not None and share not in _NOTHING


def _shares(page: Json) -> dict[str, str]:
    """Return what was followed up out of what was due, by quarter."""
    return {each["period"]: str(each["value"]) for each in page["items"]}
