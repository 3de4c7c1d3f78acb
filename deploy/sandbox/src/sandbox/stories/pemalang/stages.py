"""The stages: what is answered, found, signed and approved at each."""

from typing import Final

from rules.text import Text
from sandbox.stories import assessing
from sandbox.stories.pemalang import approving, records, tables
from sandbox.stories.pemalang.data import findings
from sandbox.stories.pemalang.people import assessor, coordinator, data_entry, reviewer
from sandbox.stories.pemalang.planning import CAMPAIGN
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.worksheet import answers_of
from sandbox.telling.texts import Json, decimal, track_of

_NO_GAP: Final = "Tidak ada data dukung."
_SELF: Final = "mandiri"
_VERDICT: Final = {
    "validity": "valid",
    "reason": "Tingkat sesuai data dukung dan berita acara; satu koreksi telah dibuat.",
}


def assess_oneself(scene: Scene) -> None:
    """Answer all indicators in a worksheet; end with the Berita Acara and the consent."""
    officer, portal = data_entry(scene), coordinator(scene)
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    answers = answers_of("pemalang", year=CAMPAIGN.period)
    changed = assessing.answer_in_worksheet(officer, assessment, _SELF, answers)
    scene.say(
        Text(
            f"Petugas input data mengisi lembar kerja: {len(answers)} jawaban, {changed} baru",
            f"The data-entry officer fills in the worksheet: {len(answers)} answers, {changed} new",
        )
    )
    assessing.submit(portal, assessment, _SELF, reason=_NO_GAP)
    scene.say(
        Text(
            "Penilaian mandiri diajukan oleh koordinator",
            "Self-assessment submitted by the coordinator",
        )
    )
    records.keep(scene, assessment, _SELF, by=portal)
    approving.consent(scene, assessment)
    _close(scene, portal, assessment, _SELF)
    _tell_index(scene, portal, assessment, "self")


def review_documents(scene: Scene) -> None:
    """Decide what the documents do not prove."""
    _decide(scene, assessor(scene), "dokumen")


def interview(scene: Scene) -> None:
    """Ask, write it down, and correct what the interview proved."""
    portal = assessor(scene)
    records.keep(scene, assessing.assessment_of(portal, CAMPAIGN), "interviu", by=portal)
    _decide(scene, portal, "interviu")
    scene.tell(
        Text(
            "Predikat diambil dari nilai tepat, bukan dari nilai yang dibulatkan.",
            "The predicate is taken from the exact value, not from the rounded one.",
        )
    )


def visit(scene: Scene) -> None:
    """Look at what needs a visit, and decide it then."""
    portal = assessor(scene)
    records.keep(scene, assessing.assessment_of(portal, CAMPAIGN), "visitasi", by=portal)
    _decide(scene, portal, "visitasi")


def review(scene: Scene) -> None:
    """Correct, and say whether the result is valid."""
    portal = reviewer(scene)
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    _find(scene, portal, assessment, "reviu")
    portal.put(f"/assessments/{assessment}/verdict", _VERDICT)
    validity, reason = _VERDICT["validity"], _VERDICT["reason"]
    scene.say(
        Text(
            f"Tim reviu menyatakan hasil [bold]{validity}[/]: {reason}",
            f"The reviewing team calls the result [bold]{validity}[/]: {reason}",
        )
    )
    _end(scene, portal, assessment, "reviu")


def _decide(scene: Scene, portal: Portal, stage: str) -> None:
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    _find(scene, portal, assessment, stage)
    _end(scene, portal, assessment, stage)


def _find(scene: Scene, portal: Portal, assessment: str, stage: str) -> None:
    """Decide what is found otherwise, and show what it was before, and why."""
    decided = findings(stage)
    changed = assessing.answer_in_worksheet(portal, assessment, stage, decided)
    scene.say(
        Text(
            f"{len(decided)} tingkat diputuskan lain, {changed} di antaranya baru",
            f"{len(decided)} levels decided otherwise, {changed} of them new",
        )
    )
    found = portal.get(f"/assessments/{assessment}/indicators")
    scene.console.print(tables.changes(scene, found, names_of(scene, portal), stage=stage))


def _end(scene: Scene, portal: Portal, assessment: str, stage: str) -> None:
    assessing.submit(portal, assessment, stage, reason=_NO_GAP)
    approving.approve_if_needed(scene, portal, assessment, stage)
    _close(scene, portal, assessment, stage)
    _tell_index(scene, portal, assessment, stage)


def _close(scene: Scene, portal: Portal, assessment: str, stage: str) -> None:
    portal.post(f"/assessments/{assessment}/stages/{stage}/closing")
    scene.say(Text(f"Tahap {stage} ditutup", f"Stage {stage} closed"))


def _tell_index(scene: Scene, portal: Portal, assessment: str, track: str) -> None:
    found = portal.wait_for(f"/scores/{assessment}", lambda score: _has(score, track))
    scene.tell(sentence(track_of(found, track)))


def names_of(scene: Scene, portal: Portal) -> dict[str, str]:
    """Return the name of every node of the edition."""
    nodes = portal.get(f"/editions/{CAMPAIGN.edition}")["nodes"]
    return {node["code"]: scene.word(node["name"]) for node in nodes}


def sentence(track: Json) -> Text:
    """Return a track's index, exact and announced, with both of its names."""
    index, exact = track["announced"], decimal(track["exact"])
    predicate, level = Text(**track["predicate"]), Text(**track["maturity_level"])
    return Text(
        f"Indeks [bold]{index}[/] (tepat {exact}): predikat [bold]{predicate.id}[/], tingkat"
        f" kematangan [bold]{level.id}[/]",
        f"Index [bold]{index}[/] (exact {exact}): predicate [bold]{predicate.en}[/], maturity level"
        f" [bold]{level.en}[/]",
    )


def _has(score: Json, track: str) -> bool:
    return any(each["track"] == track and each["predicate"] for each in score["tracks"])
