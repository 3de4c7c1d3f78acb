"""What was due for an agency in a quarter, and the fact that it gives.

The source is this product itself (`OWN_CODE`): nothing is read over HTTP. A record is a
recommendation as it was told last, the fact the share that is done, in percent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from integration.facts.domain.fact import FactKey, Observation
from integration.records.domain.kinds import RECOMMENDATION
from integration.records.domain.record import Record
from rules.exact import text_of

SHARE: Final = "followup.share"
RESOURCE: Final = "followups"
# Stands for an adapter in the facts; another way of counting gets another number.
ADAPTER: Final = "tolok@1"

_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRecommendation:
    """A recommendation that was due; `revision`: of it. `is_done`: by the quarter's last day."""

    recommendation_id: str
    revision: int
    agency_code: str
    carried_by: str
    deadline: date
    followed_up_on: date | None
    is_instruction: bool
    is_done: bool

    def record(self) -> Record:
        """Return it as a record of the agency that carries it out."""
        followed = self.followed_up_on
        return Record.of(
            RECOMMENDATION,
            self.recommendation_id,
            {
                "agency_code": self.carried_by,
                "addressed_to": self.agency_code,
                "deadline": self.deadline.isoformat(),
                "followed_up_on": None if followed is None else followed.isoformat(),
                "is_instruction": self.is_instruction,
                "revision": self.revision,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldQuarter:
    """All that was due for an agency in a quarter; `revision` counts what was told of it."""

    agency_code: str
    period: str
    revision: int
    due: Sequence[ToldRecommendation]

    @property
    def key(self) -> tuple[str, str]:
        """Return agency and quarter."""
        return self.agency_code, self.period

    def observation(self, records: Mapping[str, Record]) -> Observation:
        """Return what the quarter gives: the share done; absent where nothing was due.

        `records`: the newest of each recommendation.
        """
        done = sum(each.is_done for each in self.due)
        share = text_of(Fraction(_HUNDRED * done, len(self.due))) if self.due else None
        return Observation(
            FactKey(self.agency_code, SHARE, self.period),
            share,
            tuple(records[each.recommendation_id] for each in self.due),
        )


def revision_of(record: Record) -> int:
    """Return the revision of the recommendation that a record tells of."""
    return int(record.content["revision"])
