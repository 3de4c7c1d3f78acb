"""What agencies do about recommendations: sent with proof, verified or returned by others."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rich.table import Table

from rules.text import Text
from sandbox.stories import library
from sandbox.stories.members import Member
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.telling.texts import NOTHING, Json
from submission.recommendations.domain.recommendation import STATE_NAMES

Deed = Mapping[str, Any]
"""What an agency did: its words, its proof, and what was said of it (nothing: it waits)."""
_ROUTES: Final = {"verified": "verification", "returned": "return"}
_JUDGED: Final = {
    "submitted": Text("menunggu verifikasi", "waits for its verification"),
    "verified": Text("[green]diverifikasi[/]", "[green]verified[/]"),
    "returned": Text("[yellow]dikembalikan[/]", "[yellow]returned[/]"),
}


class Sent(NamedTuple):
    """A follow-up with its recommendation and the proof that was sent with it."""

    recommendation: Json
    followup: Json
    proof: Json
    is_new: bool


def asked_by(portal: Portal, report: Json) -> list[Json]:
    """Return what a letter asks of the agencies within reach, in its order."""
    return portal.items("/recommendations", report=report["report_id"])


def follow_up(
    scene: Scene,
    report: Json,
    deeds: Mapping[str, Sequence[Deed]],
    *,
    members: Mapping[str, Member],
    judge: Portal,
) -> None:
    """Let each agency send what it did about a letter, and the judge say what is to be said.

    `deeds`: by the point of the letter.
    """
    sent = [
        each
        for asked in asked_by(judge, report)
        for each in _carry_out(
            asked,
            deeds.get(asked["origin"]["passage"], []),
            officer=members[asked["carried_by"]].portal(scene),
            judge=judge,
        )
    ]
    _say_sent(scene, sent)
    scene.console.print(_sent_table(scene, sent, names_below(judge)))


def _carry_out(asked: Json, deeds: Sequence[Deed], *, officer: Portal, judge: Portal) -> list[Sent]:
    """Send what an agency did, and judge it; each is done once."""
    path = f"/recommendations/{asked['recommendation_id']}/followups"
    present = officer.get(path)["items"] if deeds else []
    done: list[Sent] = []
    for place, deed in enumerate(deeds):
        proof = library.keep_file(officer, asked["carried_by"], deed["proof"])
        is_new = place >= len(present)
        if is_new:
            body = {"text": deed["text"], "evidence_ids": [proof.id]}
            followup = officer.post(path, body)
        else:
            followup = present[place]
        if "judgement" in deed and followup["state"] == "submitted":
            route = _ROUTES[deed["judgement"]]
            reason = {"reason": deed["reason"]}
            followup = judge.post(f"{path}/{followup['followup_id']}/{route}", reason)
        done.append(Sent(asked, followup, proof.item, is_new))
    return done


def asked_table(scene: Scene, found: Sequence[Json], names: Mapping[str, str]) -> Table:
    """Return the recommendations with the agency that each is for, and where they stand."""
    table = scene.table(
        Text("Rekomendasi menurut instansi", "Recommendations by agency"),
        Text("Butir", "Point"),
        Text("Instansi", "Agency"),
        Text("Yang harus dikerjakan", "What is to be done"),
        Text("Batas waktu", "Deadline"),
        Text("Status", "State"),
    )
    for each in found:
        state = scene.word(STATE_NAMES[each["state"]])
        late = scene.word(Text("terlambat", "overdue"))
        table.add_row(
            each["origin"]["passage"],
            names[each["carried_by"]],
            each["text"],
            each["deadline"] or NOTHING,
            f"{state}, [red]{late}[/]" if each["is_overdue"] else state,
        )
    return table


def _sent_table(scene: Scene, sent: Sequence[Sent], names: Mapping[str, str]) -> Table:
    """Return what was done, with its proof and what was said of it."""
    table = scene.table(
        Text("Tindak lanjut dengan data dukungnya", "Follow-ups with their proof"),
        Text("Butir", "Point"),
        Text("Instansi", "Agency"),
        Text("Yang dikerjakan", "What was done"),
        Text("Data dukung", "Proof"),
        Text("Hasil", "Outcome"),
        Text("Catatan", "Remark"),
    )
    for each in sent:
        table.add_row(
            each.recommendation["origin"]["passage"],
            names[each.followup["agency_code"]],
            each.followup["text"],
            each.proof["newest"]["file"]["name"],
            scene.word(_JUDGED[each.followup["state"]]),
            each.followup["reason"] or NOTHING,
        )
    return table


def _say_sent(scene: Scene, sent: Sequence[Sent]) -> None:
    """Tell how much was sent, and what was said of it."""
    states = [each.followup["state"] for each in sent]
    new = sum(each.is_new for each in sent)
    verified, returned = states.count("verified"), states.count("returned")
    waiting = states.count("submitted")
    scene.say(
        Text(
            f"{len(sent)} tindak lanjut, {new} baru: {verified} diverifikasi, {returned}"
            f" dikembalikan, {waiting} menunggu verifikasi",
            f"{len(sent)} follow-ups, {new} new: {verified} verified, {returned} returned,"
            f" {waiting} waiting for their verification",
        )
    )


def overdue_table(scene: Scene, found: Sequence[Json], names: Mapping[str, str]) -> Table:
    """Return the agencies with something overdue."""
    table = scene.table(
        Text("Instansi yang terlambat", "Agencies with something overdue"),
        Text("Instansi", "Agency"),
        Text("Belum selesai", "Not ended"),
        Text("Menunggu verifikasi", "Waiting"),
        Text("Terlambat", "Overdue"),
        Text("Instruksi terlambat", "Overdue instructions"),
        Text("Batas waktu paling awal", "Earliest deadline"),
    )
    for each in found:
        table.add_row(
            names[each["agency_code"]],
            str(each["open_count"]),
            str(each["waiting_count"]),
            f"[red]{each['overdue_count']}[/]",
            str(each["overdue_instruction_count"]),
            each["oldest_deadline"],
        )
    return table


def overdue_of(portal: Portal, members: Collection[str]) -> list[Json]:
    """Return which of some agencies have something overdue; other stories have their own."""
    found = portal.items("/recommendations/overdue")
    return [each for each in found if each["agency_code"] in members]


def names_below(portal: Portal) -> dict[str, str]:
    """Return the short names of the agencies within reach by their codes."""
    return {each["agency_code"]: each["short_name"] for each in portal.items("/agencies")}
