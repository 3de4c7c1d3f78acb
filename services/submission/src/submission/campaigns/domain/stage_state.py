"""Where the stages of an assessment stand.

    waiting -> open -> submitted -> closed
    waiting -> skipped                       optional stages only
    submitted -> open                        for the indicators that were returned, no others

The first stage is open from the beginning; the one after a closed stage opens with its closing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from rules.text import Text
from submission.campaigns.domain.stages import Stage

State = Literal["waiting", "open", "submitted", "closed", "skipped"]
# What has happened to a stage.
Passage = Literal["opened", "submitted", "returned", "closed", "skipped"]

# What a state is called in a sentence about a stage.
STATE_NAMES: Final[Mapping[State, Text]] = {
    "waiting": Text("belum dibuka", "has not been opened"),
    "open": Text("masih terbuka", "is open"),
    "submitted": Text("sudah diajukan", "was submitted"),
    "closed": Text("sudah ditutup", "is closed"),
    "skipped": Text("dilewati", "is skipped"),
}


class Act(NamedTuple):
    """Who did something, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StageState:
    """Where a stage stands. `revision` counts what happened to it.

    `returned`: the indicators that a return opened again, each with its reason; only while it is
    open. `gaps`: the indicators that its submission left without an answer, each with its reason.
    The acts are the newest of their kind; a skipped stage is `closed` by who skipped it.
    `unread`: the versions of evidence (item and number) that were linked when it was submitted and
    whose addresses had given nothing by then; None: a release that bound no evidence submitted it.
    """

    stage: str
    position: int
    state: State = "waiting"
    revision: int = 0
    returned: Mapping[str, str] = field(default_factory=dict)
    gaps: Mapping[str, str] = field(default_factory=dict)
    opened: Act | None = None
    submitted: Act | None = None
    closed: Act | None = None
    unread: frozenset[tuple[UUID, int]] | None = None

    @property
    def is_signed_without_evidence(self) -> bool:
        """Say whether a release closed it that bound no evidence to what people signed and said.

        What is closed cannot be signed again, so what they signed stays of its levels alone.
        """
        return self.state == "closed" and self.unread is None


class StageNow(NamedTuple):
    """Where a stage of one of many stands; `returned`: what a return opened again."""

    stage: str
    position: int
    state: State
    returned: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePassage:
    """What happened to a stage, for ever. `indicators`: those it names, each with a reason.

    `revision`: of the assessment, as it was submitted; submissions alone have one.
    """

    stage: str
    passage: Passage
    act: Act
    reason: str = ""
    indicators: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None


def first_states(stages: Sequence[Stage], opened: Act) -> list[StageState]:
    """Return how the stages of a new assessment stand: the first is open."""
    return [
        StageState(stage=stage.code, position=position)
        if position
        else StageState(stage=stage.code, position=0, state="open", revision=1, opened=opened)
        for position, stage in enumerate(stages)
    ]


def before(states: Sequence[StageState], position: int) -> StageState | None:
    """Return the stage before one that was not skipped; None for the first."""
    earlier = [each for each in states if each.position < position and each.state != "skipped"]
    return earlier[-1] if earlier else None


def following(states: Sequence[StageState], position: int) -> StageState | None:
    """Return the stage after one that was not skipped; None for the last."""
    later = (each for each in states if each.position > position and each.state != "skipped")
    return next(later, None)
