"""What rules of rewards and punishments look at: how an agency stands, and what that rests on.

Other parts of the service say it. What they do not know is said too, with its reason: it is never
taken for good or for bad.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from rules.exact import Number
from rules.text import Text

ReferenceKind = Literal["agency", "score", "target", "recommendation", "followup", "assessment"]


class Reference(NamedTuple):
    """What a reason rests on; `revision`: which state of it, None where it has no revisions.

    A score is named by its assessment. `period`: of which period it tells, where it is of one.
    """

    kind: ReferenceKind
    id: str
    revision: int | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upheaval:
    """A reorganisation after which an agency is another than before; `since`: the first day of it.

    None: the agency has ended, so that nothing is due to it, whenever it was.
    """

    text: Text
    since: date | None
    references: tuple[Reference, ...] = ()

    def touches(self, first: date, last: date) -> bool:
        """Say whether it lies within these days, not before them."""
        return self.since is None or first < self.since <= last


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodResult:
    """The value of a period and its target; None: not known, or not judged, as `reason` says.

    `edition_code`: on which the value was made; those of two editions are not compared.
    """

    period: str
    value: Number | None
    target: Number | None
    reason: Text | None = None
    references: tuple[Reference, ...] = ()
    edition_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What an agency was told to do by a day.

    `handed_in_on`: the local day of the follow-up that waits or was verified; a returned one does
    not count. `is_verified`: somebody else has verified it. `inherited_from`: to which agency it
    was addressed, if the one that carries it out took it over.
    """

    recommendation_id: str
    title: str
    due_on: date
    handed_in_on: date | None = None
    is_verified: bool = False
    inherited_from: str | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """The final AKIP value against that of the year before; `reason`: why it is unknown."""

    outcome: Literal["higher", "equal", "lower", "unknown"]
    now: Number | None = None
    before: Number | None = None
    reason: Text | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an agency stands at the end of a period, on a day.

    `results`: of whichever periods are known. `instructions`: None where they cannot be read; an
    agency without any has none. `akip`: None where nothing was said. `upheavals`: reorganisations
    of the agency itself.
    """

    agency_code: str
    period: str
    day: date
    results: Sequence[PeriodResult] = ()
    instructions: Sequence[Instruction] | None = None
    akip: Improvement | None = None
    upheavals: Sequence[Upheaval] = ()

    def result_of(self, period: str) -> PeriodResult:
        """Return the result of a period; one without value and target if nothing is known."""
        found = (each for each in self.results if each.period == period)
        return next(found, PeriodResult(period=period, value=None, target=None))
