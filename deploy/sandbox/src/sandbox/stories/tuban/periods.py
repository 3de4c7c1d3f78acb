"""Accounts of a month and a quarter, what the leader says of them, and their closing online."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rules.text import Text
from sandbox.stories import duties
from sandbox.stories.figures import day
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import DATA, code_of, coordinator, leader, members
from sandbox.stories.tuban.quarters import LAST, answer, campaign_of
from sandbox.telling.texts import Json

Told = Mapping[str, Any]
"""An account as it was written by hand, with what the leader says of it."""
_PARTS: Final = ("activities", "obstacles", "plan")
_STAGES: Final = "stages_closed"
_STATES: Final = {
    "closed": Text("Ditutup", "Closed"),
    "written": Text("Menunggu pimpinan", "Wait for the leader"),
    "unwritten": Text("Belum ditulis", "Not written"),
}
_ENDED: Final = Text("Berakhir karena reorganisasi", "Ended by a reorganisation")


def campaign_code(period: str) -> str:
    """Return the code of the campaign of a month of the sample, or of a quarter of this story."""
    return campaign_of(period).code if "Q" in period else f"kinerja-{period}"


def close(scene: Scene) -> None:
    """Finish the answers, write the accounts, and let the leader comment on them and close."""
    changed = answer(scene, LAST)
    written = sum([_write(scene, each) for each in DATA["accounts"]])
    scene.say(
        Text(
            f"{LAST}: {changed} jawaban baru. {len(DATA['accounts'])} laporan kinerja oleh"
            f" petugasnya, {written} baru",
            f"{LAST}: {changed} new answers. {len(DATA['accounts'])} accounts by the officers,"
            f" {written} new",
        )
    )
    first = DATA["accounts"][0]
    _tell_missing(scene, leader(scene).get(_path(scene, first)))
    periods = dict.fromkeys(each["period"] for each in DATA["accounts"])
    for period in periods:
        reason = {"reason": DATA["closing_reason"]}
        coordinator(scene).post(f"/campaigns/{campaign_code(period)}/closing", reason)
    closed = sum([_close(scene, each) for each in DATA["accounts"]])
    scene.say(
        Text(
            f"Pengisian {', '.join(periods)} diakhiri koordinator; {len(DATA['accounts'])} periode"
            f" ditanggapi dan ditutup pimpinan tanpa rapat, {closed} baru",
            f"Answers of {', '.join(periods)} ended by the coordinator; {len(DATA['accounts'])}"
            f" periods commented on and closed by the leader without a meeting, {closed} new",
        )
    )
    _show_accounts(scene)
    _show_states(scene, periods)


def goes_on(period: Json) -> bool:
    """Say whether the agency of a period was there until its end: nobody waits for others."""
    return not period["agency_life"]["is_cut_short"]


def _path(scene: Scene, told: Told) -> str:
    period, agency = told["period"], code_of(told["agency"])
    found = leader(scene).items("/assessments", campaign=campaign_code(period), agency=agency)
    return f"/assessments/{found[0]['assessment_id']}/performance"


def _write(scene: Scene, told: Told) -> bool:
    officer = members()[code_of(told["agency"])].portal(scene)
    return officer.put(_path(scene, told), {part: told[part] for part in _PARTS})


def _close(scene: Scene, told: Told) -> bool:
    """Comment on an account and close its period; return whether that is new."""
    portal, path = leader(scene), _path(scene, told)
    present = portal.get(path)
    if present["state"] == "closed":
        return False
    revision = {"revision": present["final_revision"]}
    portal.post(f"{path}/comments", {**told["comment"], **revision})
    portal.post(f"{path}/closing", revision)
    return True


def _show_accounts(scene: Scene) -> None:
    names = duties.names_below(leader(scene))
    table = scene.table(
        Text("Laporan kinerja dan tanggapan pimpinan", "Accounts, and what the leader says"),
        Text("Instansi", "Agency"),
        Text("Periode", "Period"),
        Text("Kegiatan", "Activities"),
        Text("Hambatan", "Obstacles"),
        Text("Rencana perbaikan", "Corrective plan"),
        Text("Tanggapan pimpinan", "The leader's comment"),
        Text("Ditutup", "Closed"),
    )
    for told in DATA["accounts"]:
        account = leader(scene).get(_path(scene, told))
        table.add_row(
            names[code_of(told["agency"])],
            told["period"],
            "\n".join(f"{each['name']} {each['progress']} %" for each in account["activities"]),
            "\n".join(each["text"] for each in account["obstacles"]),
            "\n".join(
                f"{each['action']} ({each['responsible']}, {day(each['due_on'])})"
                for each in account["plan"]
            ),
            told["comment"]["text"],
            _closed_by(account),
        )
    scene.console.print(table)


def _closed_by(account: Json) -> str:
    last = account["passages"][-1]
    return f"{day(last['done_at'][:10])}\n{last['done_by']}"


def _tell_missing(scene: Scene, account: Json) -> None:
    """Tell what a period still needs before it can be closed; its stages in one line."""
    if not account["missing"]:
        return
    told = Text(
        f"Sebelum {account['period']} dapat ditutup:",
        f"Before {account['period']} can be closed:",
    )
    scene.console.print(f"[yellow]![/] {scene.word(told)}")
    open_ = [each for each in account["missing"] if each["requirement"] == _STAGES]
    others = [each["text"] for each in account["missing"] if each not in open_]
    stages = Text(
        f"{len(open_)} tahap masih terbuka; koordinator mengakhiri pengisian kegiatannya",
        f"{len(open_)} stages are still open; the coordinator ends the answers of the campaign",
    )
    for text in ([stages] if open_ else []) + others:
        scene.console.print(f"    [yellow]•[/] {scene.word(text)}")


def _show_states(scene: Scene, periods: Iterable[str]) -> None:
    """Show the leader where the periods of all agencies stand."""
    portal = leader(scene)
    table = scene.table(
        Text("Yang dilihat pimpinan", "What the leader sees"),
        Text("Periode", "Period"),
        *_STATES.values(),
        _ENDED,
    )
    for period in periods:
        found = portal.items(f"/campaigns/{campaign_code(period)}/performance")
        counts = Counter(each["state"] for each in found if goes_on(each))
        ended = len(found) - counts.total()
        table.add_row(period, *(str(counts[state]) for state in _STATES), str(ended))
    scene.console.print(table)
