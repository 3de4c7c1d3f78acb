"""Which assessment counts, where an agency has several of one instrument.

Two editions may run side by side in a year, so one rule says which of them targets and the year
after look at:

1. One with a coverage of 0 counts for nothing: nobody answered, and no fact is or was known. (A
   dead source does not make it one: what was last known stands in.)
2. A year is decided by the period that ends last, the longest of those.
3. Of one period, an assessment on a verified edition goes before one on an unverified edition; then
   the one that was opened first; then the smaller id.

What a later assessment is held against has its own edition before all others, then rule 3. Rule 1
is `scoring.state.store.score.IS_KNOWN`: who asks here has left out what counts for nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from rules.edition import Edition
from rules.period import parse_period
from scoring.state.domain.opening import Opening

Editions = Mapping[str, Edition]


def deciding(openings: Iterable[Opening], editions: Editions) -> Opening | None:
    """Return whose score decides about a year, of those of one agency and instrument."""
    return min(
        openings,
        key=lambda each: (_ending(each), _of_one_period(each, editions)),
        default=None,
    )


def year_before(opening: Opening, found: Iterable[Opening], editions: Editions) -> Opening | None:
    """Return which of these an assessment of the same agency is held against a year later.

    Only those on editions of its own instrument are looked at.
    """
    edition = editions.get(opening.edition_code)
    instrument = None if edition is None else edition.instrument_code
    comparable = [
        each
        for each in found
        if each.edition_code in editions
        and editions[each.edition_code].instrument_code == instrument
    ]
    return min(
        comparable,
        key=lambda each: (
            each.edition_code != opening.edition_code,
            _of_one_period(each, editions),
        ),
        default=None,
    )


def _ending(opening: Opening) -> tuple[int, date]:
    """Return what is least for the period that ends last, the longest of those."""
    period = parse_period(opening.period)
    return -period.last_day.toordinal(), period.first_day


def _of_one_period(opening: Opening, editions: Editions) -> tuple[bool, datetime, UUID]:
    edition = editions[opening.edition_code]
    return edition.certainty != "verified", opening.opened_at, opening.assessment_id
