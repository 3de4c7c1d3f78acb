"""The states of a campaign: planned, open, closed. Which step leads where is one table."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from rules.text import Text

CampaignState = Literal["planned", "open", "closed"]
# `deadline`: a stage got its last day, or another one. `visits`: other indicators need a visit.
CampaignStep = Literal["planned", "opened", "deadline", "visits", "closed"]

STATE_NAMES: Final[Mapping[CampaignState, Text]] = {
    "planned": Text("masih direncanakan", "still planned"),
    "open": Text("sedang berjalan", "open"),
    "closed": Text("sudah ditutup", "closed"),
}


class _Step(NamedTuple):
    """From which states a step is possible, and to which it leads; None: it stays as it is."""

    since: tuple[CampaignState, ...]
    until: CampaignState | None


_STEPS: Final[Mapping[CampaignStep, _Step]] = {
    "planned": _Step((), "planned"),
    "opened": _Step(("planned",), "open"),
    "deadline": _Step(("planned", "open"), None),
    "visits": _Step(("planned", "open"), None),
    "closed": _Step(("open",), "closed"),
}


def state_after(state: CampaignState, step: CampaignStep) -> CampaignState | None:
    """Return the state that a step leads to; None: the step is not possible in this state."""
    known = _STEPS[step]
    if state not in known.since:
        return None
    return known.until or state
