"""From what several wings show to its JSON."""

from datetime import datetime
from typing import Any

from rules.edition import Edition
from rules.lives import Life, told_of
from rules.period import parse_period


def of_edition(edition: Edition | None) -> dict[str, Any]:
    """Return what is said of an edition wherever a number on it is shown."""
    if edition is None:
        return {"certainty": None, "caveat": None}
    return {"certainty": edition.certainty, "caveat": edition.caveat}


def of_agency(life: Life | None, period: str | None, at: datetime) -> dict[str, Any]:
    """Return what is said at a moment of an agency wherever a score is shown.

    `period`: that of the score; None: of several.
    """
    if life is None:
        return {"agency_life": None}
    of = None if period is None else parse_period(period)
    return {"agency_life": told_of(life, at.date(), of)}
