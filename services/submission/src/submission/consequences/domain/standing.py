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

ReferenceKind = Literal["score", "target", "recommendation", "followup", "assessment"]


class Reference(NamedTuple):
    """What a reason rests on; `revision`: which state of it, None where it has no revisions."""

    kind: ReferenceKind
    id: str
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodResult:
    """The value of a period and its target; None: not known, or not judged, as `reason` says."""

    period: str
    value: Number | None
    target: Number | None
    reason: Text | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What an agency was told to do by a day.

    `handed_in_on`: the day of the follow-up that counts, a returned one does not. `is_verified`:
    somebody else has verified it.
    """

    recommendation_id: str
    title: str
    due_on: date
    handed_in_on: date | None = None
    is_verified: bool = False
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
    agency without any has none. `akip`: None where nothing was said.
    """

    agency_code: str
    period: str
    day: date
    results: Sequence[PeriodResult] = ()
    instructions: Sequence[Instruction] | None = None
    akip: Improvement | None = None

    def result_of(self, period: str) -> PeriodResult:
        """Return the result of a period; one without value and target if nothing is known."""
        found = (each for each in self.results if each.period == period)
        return next(found, PeriodResult(period=period, value=None, target=None))
