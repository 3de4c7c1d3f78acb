"""The states of a campaign: planned, open, closed. Which step leads where is one table.

A plan that is closed was given up: it was never open, and is never opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from rules.text import Text
from submission.campaigns.domain.stage_state import Act

CampaignState = Literal["planned", "open", "closed"]
# `deadline`: a stage got its last day, or another one. `visits`: other indicators need a visit.
CampaignStep = Literal["planned", "opened", "deadline", "visits", "closed", "reopened"]

STATE_NAMES: Final[Mapping[CampaignState, Text]] = {
    "planned": Text("masih direncanakan", "still planned"),
    "open": Text("sedang berjalan", "open"),
    "closed": Text("sudah ditutup", "closed"),
}


# What can be done with a campaign that stands in the way of another one.
_WAYS_ON: Final[Mapping[CampaignState, Text]] = {
    "planned": Text(
        "Buka atau batalkan rencana itu (POST …/opening atau …/closing).",
        "Open that plan or give it up (POST …/opening or …/closing).",
    ),
    "open": Text("Lanjutkan kegiatan itu.", "Go on with it."),
    "closed": Text(
        "Pemegang peran approver yang tidak menutupnya dapat membukanya kembali"
        " (POST …/reopening).",
        "Somebody with the role approver who did not close it can reopen it (POST …/reopening).",
    ),
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
    "closed": _Step(("planned", "open"), "closed"),
    "reopened": _Step(("closed",), "open"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenStep:
    """A step that was taken, for ever; `revision` is the campaign's after it.

    `deadline`: the last day that a stage was given. `indicator_codes`: those that need a visit.
    """

    revision: int
    step: CampaignStep
    act: Act
    stage: str | None = None
    deadline: date | None = None
    reason: str | None = None
    indicator_codes: Sequence[str] | None = None


def way_on(state: CampaignState) -> Text:
    """Return what can be done with a campaign that stands in the way of another one."""
    return _WAYS_ON[state]


def state_after(state: CampaignState, step: CampaignStep) -> CampaignState | None:
    """Return the state that a step leads to; None: the step is not possible in this state."""
    known = _STEPS[step]
    if state not in known.since:
        return None
    return known.until or state
