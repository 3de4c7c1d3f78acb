"""Reminders of periods: what is asked for of a month or quarter, and whose deadline is near."""

from datetime import datetime
from typing import NamedTuple

from submission.campaigns.domain.deadline import Deadline
from submission.performance.domain.standing import PeriodStanding
from submission.progress.domain.reminder import Threshold, reached


class DuePeriod(NamedTuple):
    """A period of which something is asked for, whose deadline is near, or passed."""

    standing: PeriodStanding
    deadline: Deadline
    ends_at: datetime
    threshold: Threshold


def due_period(standing: PeriodStanding, now: datetime) -> DuePeriod | None:
    """Return a period with the last threshold that was reached; None where nothing is due."""
    deadline, ends_at = standing.deadline, standing.ends_at
    if not standing.asked or deadline is None or ends_at is None:
        return None
    threshold = reached(ends_at, now)
    return None if threshold is None else DuePeriod(standing, deadline, ends_at, threshold)
