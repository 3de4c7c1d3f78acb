"""Minutes: written once, signed by each side."""

from datetime import UTC, datetime
from typing import Final

from rules.text import Text
from sandbox.stories.pemalang.data import read
from sandbox.stories.pemalang.people import assessor, coordinator
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.telling.texts import Json

_SIDES: Final = {"agency": coordinator, "assessor": assessor}
_NAMES: Final = {
    "agency": Text("instansi", "agency"),
    "assessor": Text("asesor", "assessor"),
}


def keep(scene: Scene, assessment: str, stage: str, *, by: Portal) -> Json:
    """Write the minutes of a stage, unless they are there, and let every side sign them."""
    path = f"/assessments/{assessment}/minutes"
    minutes = _present(by, path, stage) or by.post(path, _record(stage))
    own = f"{path}/{minutes['minutes_id']}"
    for side in minutes["lacking"]:
        signature = {"sha256": minutes["sha256"], "side": side}
        _SIDES[side](scene).post(f"{own}/signatures", signature)
    signed = by.get(own)
    _tell(scene, signed)
    return signed


def _present(portal: Portal, path: str, stage: str) -> Json | None:
    made = (each for each in portal.items(path) if each["document"]["stage"] == stage)
    return next(made, None)


def _record(stage: str) -> Json:
    held_on = datetime.now(UTC).date().isoformat()
    return {**read("records")[stage], "stage": stage, "held_on": held_on}


def _tell(scene: Scene, minutes: Json) -> None:
    signers = ", ".join(
        f"{each['subject']} ({scene.word(_NAMES[each['side']])})"
        for each in minutes["signatures"]
        if not each["is_stale"]
    )
    document = minutes["document"]
    held, digest = f"{document['place']}, {document['held_on']}", minutes["sha256"][:12]
    scene.say(
        Text(
            f"Berita acara di {held}: ditandatangani {signers} [dim]SHA-256 {digest}…[/]",
            f"Minutes at {held}: signed by {signers} [dim]SHA-256 {digest}…[/]",
        )
    )
    for asked in document["questions"]:
        question, answer = asked["question"], asked["answer"]
        scene.tell(Text(f"    [cyan]T[/] {question}", f"    [cyan]Q[/] {question}"))
        scene.tell(Text(f"    [cyan]J[/] {answer}", f"    [cyan]A[/] {answer}"))
    for found in document["findings"]:
        code, finding = found["indicator_code"], found["finding"]
        scene.tell(
            Text(
                f"    [cyan]•[/] indikator {code}: {finding}",
                f"    [cyan]•[/] indicator {code}: {finding}",
            )
        )
