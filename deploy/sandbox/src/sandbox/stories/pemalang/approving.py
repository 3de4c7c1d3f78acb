"""What needs a second person, and what the coordinator consents to. Both are bound to a state."""

from sandbox.stories.pemalang.people import approver, coordinator, supervisor
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.telling.texts import Json

_SHOWN = 12


def consent(scene: Scene, assessment: str) -> None:
    """Let the coordinator consent to the publication of the self-assessment."""


def approve_if_needed(scene: Scene, portal: Portal, assessment: str, stage: str) -> None:
    """Let a second person approve a state that moved the predicate, as the product asks for it."""


_ = (approver, coordinator, supervisor, Portal, Json, _SHOWN)
