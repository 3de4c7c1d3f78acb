"""When an indicator is at risk: what proves its level does so no more. Levels stay as they are.

PermenPANRB 59/2020: evidence for level 4 is a review record younger than two years, and level 5 is
kept up by new reviews.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Final, Literal
from uuid import UUID

from rules.edition import NOT_APPLICABLE
from rules.exact import parse
from submission.agencies.domain import TimeZone, today_in
from submission.links.domain.link import Link, counting

Cause = Literal["expired", "review_too_old", "rejected", "changed_at_its_address", "withdrawn"]

# The level from which on a review record proves it, by edition.
_REVIEWED_FROM: Final[Mapping[str, int]] = {"permenpanrb-59-2020": 4}
_YEARS: Final = 2


@dataclass(frozen=True, slots=True)
class LinkRisk:
    """Why a link proves nothing any more, and the local day since which it is so."""

    link: Link
    cause: Cause
    since: date


@dataclass(frozen=True, slots=True)
class IndicatorRisk:
    """An indicator (or criterion) at risk; `evidence_ids`: the items that the causes are about."""

    indicator_code: str
    since: date
    causes: tuple[str, ...]
    evidence_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """The level of an indicator that counts now, and when it was decided."""

    level: str
    decided_at: datetime


def reviewed_from(edition_code: str) -> int | None:
    """Return the level from which on an edition asks for a young review record; None: from none."""
    return _REVIEWED_FROM.get(edition_code)


def link_risks(
    links: Iterable[Link],
    held: Mapping[str, Held],
    *,
    zone: TimeZone,
    now: datetime,
) -> list[LinkRisk]:
    """Return what is wrong with the links of an assessment on the local day of its agency.

    `held`: the levels that are proven by a review record, by the code of the indicator.
    """
    today = today_in(zone, now)
    by_code = sorted(counting(links), key=_code)
    found: list[LinkRisk] = []
    for code, group in groupby(by_code, key=_code):
        of_it = [*group]
        for each in of_it:
            found += _of_link(each, zone, today)
        if code in held:
            found += _too_old(of_it, held[code], zone=zone, today=today)
    return found


def risks_of(
    found: Iterable[LinkRisk], before: Sequence[IndicatorRisk] = ()
) -> tuple[IndicatorRisk, ...]:
    """Return the indicators at risk in the order of their codes; `before`: those known so far.

    One that was at risk all the time is so since the first day.
    """
    known = {each.indicator_code: each for each in before}
    by_code = sorted(found, key=lambda each: each.link.indicator_code)
    made = [
        _indicator(code, [*group])
        for code, group in groupby(by_code, key=lambda each: each.link.indicator_code)
    ]
    return tuple(
        replace(each, since=min(each.since, known[each.indicator_code].since))
        if each.indicator_code in known
        else each
        for each in made
    )


def _indicator(code: str, found: Sequence[LinkRisk]) -> IndicatorRisk:
    return IndicatorRisk(
        code,
        min(each.since for each in found),
        tuple(sorted({each.cause for each in found})),
        tuple(sorted({each.link.evidence_id for each in found})),
    )


def _of_link(link: Link, zone: TimeZone, today: date) -> Iterator[LinkRisk]:
    made = today_in(zone, link.made.at)
    proof, fetch = link.proof, link.proof.version.fetch
    until = proof.version.dates.valid_until
    if until is not None and until < today:
        yield LinkRisk(link, "expired", max(until + timedelta(days=1), made))
    if link.is_rejected and link.review is not None:
        yield LinkRisk(link, "rejected", today_in(zone, link.review.reviewed.at))
    if fetch is not None and fetch.changed_at is not None:
        yield LinkRisk(link, "changed_at_its_address", max(today_in(zone, fetch.changed_at), made))
    if proof.withdrawal is not None:
        yield LinkRisk(link, "withdrawn", today_in(zone, proof.withdrawal.withdrawn.at))


def _too_old(
    links: Sequence[Link], held: Held, *, zone: TimeZone, today: date
) -> Iterator[LinkRisk]:
    """Yield the review records of a level, if none of them is young enough.

    Of a record without a date nothing is known, so nothing is said of it.
    """
    dated = {
        each.link_id: two_years_after(day)
        for each in links
        if each.proof.kind == "review"
        and not each.is_rejected
        and (day := each.proof.version.dates.effective_date) is not None
    }
    if not dated or max(dated.values()) > today:
        return
    decided = today_in(zone, held.decided_at)
    for each in links:
        if each.link_id in dated:
            begin = max(dated[each.link_id], today_in(zone, each.made.at), decided)
            yield LinkRisk(each, "review_too_old", begin)


def is_reviewed_level(level: str | None, least: int) -> bool:
    """Say whether a level is proven by a review record."""
    if level is None or level == NOT_APPLICABLE.value:
        return False
    return Fraction(parse(level)) >= least


def two_years_after(day: date) -> date:
    """Return the first day on which a record is not younger than two years."""
    try:
        return day.replace(year=day.year + _YEARS)
    except ValueError:  # the 29th of February
        return date(day.year + _YEARS, 3, 1)


def _code(link: Link) -> str:
    return link.indicator_code
