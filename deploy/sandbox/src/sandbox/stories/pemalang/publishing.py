"""The approved state of the last stage is published, and anybody can verify it."""

from typing import Final

from rules.text import Text
from sandbox.processes.children import StartError
from sandbox.stories import assessing
from sandbox.stories.pemalang import approving
from sandbox.stories.pemalang.people import coordinator
from sandbox.stories.pemalang.planning import CAMPAIGN
from sandbox.stories.story import Scene

_STAGE: Final = "reviu"


def publish(scene: Scene) -> None:
    """Approve and publish exactly the present state; the same state again publishes nothing."""
    portal = coordinator(scene)
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    state = approving.approve(scene, assessment, _STAGE)
    asked = portal.post(
        f"/assessments/{assessment}/publish", {"stage": _STAGE, "state_hash": state}
    )
    path = f"/assessments/{assessment}/publications/{asked['publication_id']}"
    answered = portal.wait_for(path, lambda found: found["state"] != "requested")
    if answered["state"] != "published":
        raise StartError(f"Publikasi ditolak: {answered['reasons']}")
    result = f"/results/{assessment}/{answered['result']['revision']}"
    published = portal.get(result)
    whole = portal.get(f"{result}/verify")["whole"]
    number, index = published["revision"], published["announced"]
    digest = f"[dim]SHA-256 {published['result_hash'][:12]}…[/]"
    scene.say(
        Text(
            f"Hasil terbit: revisi {number}, indeks [bold]{index}[/] {digest}",
            f"Result published: revision {number}, index [bold]{index}[/] {digest}",
        )
    )
    scene.say(
        Text(
            f"Tanda tangan dan rantai hasil {'utuh' if whole else '[red]rusak[/]'}",
            f"Signature and chain of results are {'whole' if whole else '[red]broken[/]'}",
        )
    )
