"""Find the values of the periods of agencies, with their targets, many at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kit.database import Session
from rules.period import year_of
from submission.campaigns.domain.campaign import Campaign
from submission.consequences.domain.kept_results import JUDGED_TRACK, ScoredPeriod, result_of
from submission.consequences.domain.standing import PeriodResult
from submission.consequences.store import inputs
from submission.editions import store as editions
from submission.scores.domain import Target
from submission.scores.store import scores, targets


async def find_results(
    session: Session,
    campaign: Campaign,
    days: Mapping[str, date],
    *,
    periods: Sequence[str],
) -> Mapping[str, Sequence[PeriodResult]]:
    """Return the results of agencies in periods, by campaigns of the same kind and instrument.

    `days`: the local day of each agency.
    """
    edition = await editions.find(session, campaign.edition_code)
    instrument = None if edition is None else edition.instrument_code
    if instrument is None:  # the topic of editions is being read again
        return {}
    scored = await _scored(session, campaign, instrument, days, periods)
    goals = await _targets(session, instrument, scored)
    return {
        code: [
            result_of(
                period, scored.get((code, period), ()), goals.get((code, period)), today=today
            )
            for period in periods
        ]
        for code, today in days.items()
    }


Scored = Mapping[tuple[str, str], Sequence[ScoredPeriod]]


async def _scored(
    session: Session,
    campaign: Campaign,
    instrument: str,
    codes: Collection[str],
    periods: Sequence[str],
) -> Scored:
    """Return the assessments of agencies in periods, by agency and period."""
    parts = await inputs.of_periods(
        session, codes, kind=campaign.kind, instrument_code=instrument, periods=periods
    )
    ids = [part.assessment_id for part in parts]
    tracks = await scores.of_assessments(session, ids)
    revisions = await scores.revisions_of(session, ids)
    found: defaultdict[tuple[str, str], list[ScoredPeriod]] = defaultdict(list)
    for part in parts:
        # The campaign's own assessment is the one of its period.
        is_other = part.edition_code != campaign.edition_code
        if part.period == campaign.period.code and is_other:
            continue
        found[part.agency_code, part.period].append(
            ScoredPeriod(
                assessment_id=part.assessment_id,
                edition_code=part.edition_code,
                score=tracks.get(part.assessment_id, {}).get(JUDGED_TRACK),
                revision=revisions.get(part.assessment_id),
            )
        )
    return found


async def _targets(
    session: Session, instrument: str, scored: Scored
) -> Mapping[tuple[str, str], Target]:
    """Return what the whole is to reach in the year of each period, by agency and period."""
    roots: dict[str, str] = {}
    for code in {each.edition_code for found in scored.values() for each in found}:
        edition = await editions.find(session, code)
        parents = {} if edition is None else edition.parents
        roots[code] = next((node for node, parent in parents.items() if parent is None), "")
    goals = await targets.of_nodes(
        session,
        {agency for agency, _ in scored},
        instrument_code=instrument,
        node_codes={*roots.values()},
        years={year_of(period) for _, period in scored},
    )
    return {
        (agency, period): goal
        for (agency, period), found in scored.items()
        if (goal := goals.get((agency, year_of(period), roots[found[0].edition_code])))
    }
