"""What needs a second person, and what the coordinator consents to. Both are bound to a state."""

from typing import Final

from rules.text import Text
from sandbox.stories.pemalang.people import approver, coordinator, supervisor
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.telling.texts import Json

_REASON: Final = "Perubahan predikat telah diperiksa pada data dukung dan berita acara."
_SELF: Final = "mandiri"
_APPROVER: Final = "approver"
_SHOWN: Final = 12


def consent(scene: Scene, assessment: str) -> None:
    """Let the coordinator consent to the publication of the self-assessment."""
    portal = coordinator(scene)
    state = str(_state(portal, assessment, _SELF)["state_hash"])
    portal.post(f"/assessments/{assessment}/consent", {"state_hash": state})
    scene.say(
        Text(
            f"Koordinator menyetujui publikasi [dim]keadaan {state[:_SHOWN]}…[/]",
            f"The coordinator consents to the publication [dim]state {state[:_SHOWN]}…[/]",
        )
    )


def approve_if_needed(scene: Scene, portal: Portal, assessment: str, stage: str) -> None:
    """Let a second person approve a state that cannot be closed without it."""
    steps = portal.get(f"/assessments/{assessment}/stages/{stage}")["next_steps"]
    closing: list[Json] = [step for step in steps if step["step"] == "closing"]
    for lack in [lack for step in closing for lack in step["missing"]]:
        if _APPROVER in lack["roles"]:
            told = Text(**lack["text"])
            scene.tell(
                Text(
                    f"[yellow]![/] Belum dapat ditutup: {told.id}",
                    f"[yellow]![/] Cannot be closed yet: {told.en}",
                )
            )
            approve(scene, assessment, stage)
            return


def approve(scene: Scene, assessment: str, stage: str) -> str:
    """Let the approver approve the present state of a stage; return its hash."""
    portal = approver(scene) if stage == _SELF else supervisor(scene)
    read = _state(portal, assessment, stage)
    state = str(read["state_hash"])
    body = {
        "stage": stage,
        "state_hash": state,
        "verdict_revision": read["verdict_revision"],
        "decision": "approved",
        "reason": _REASON,
    }
    portal.post(f"/assessments/{assessment}/approvals", body)
    scene.say(
        Text(
            f"Disetujui oleh orang lain: {_REASON} [dim]keadaan {state[:_SHOWN]}…[/]",
            f"Approved by somebody else: {_REASON} [dim]state {state[:_SHOWN]}…[/]",
        )
    )
    return state


def _state(portal: Portal, assessment: str, stage: str) -> Json:
    return portal.get(f"/assessments/{assessment}/stages/{stage}/state")
