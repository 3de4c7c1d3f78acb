"""Find whether the AKIP values of agencies rose, many at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from kit.database import Session
from rules.period import Period, parse_period, year_code
from rules.text import Text
from submission.campaigns.domain.campaign import Campaign
from submission.consequences.domain.standing import Improvement, Reference
from submission.consequences.store import inputs
from submission.progress.domain.years import CAUSE_NAMES, Comparison
from submission.progress.usecases.compare_years import compare_years
from submission.scores.store import scores

_LAST_DAY: Final = (12, 31)
_SEVERAL: Final = Text(
    "ada beberapa penilaian AKIP pada tahun yang sama",
    "there are several assessments of AKIP in one year",
)


async def find_akip(
    session: Session, campaign: Campaign, codes: Collection[str]
) -> Mapping[str, Improvement]:
    """Return how the newest AKIP value of agencies stands to that of the year before.

    The newest year counts that is over by the end of the campaign's period; in a campaign of AKIP
    its own assessment.
    """
    parts = await inputs.newest_akip(session, codes, last_year=_last_year(campaign.period.last_day))
    own = campaign.edition_code if campaign.kind == "akip" else None
    by_agency: defaultdict[str, list[UUID]] = defaultdict(list)
    by_year: defaultdict[str, list[UUID]] = defaultdict(list)
    for part in parts:
        if own is None or part.edition_code == own:
            by_agency[part.agency_code].append(part.assessment_id)
            by_year[part.period].append(part.assessment_id)
    found: dict[UUID, Improvement] = {}
    for year, ids in by_year.items():
        found |= await _compared(session, ids, parse_period(year))
    return {
        code: found[ids[0]]
        if len(ids) == 1
        else Improvement(
            outcome="unknown",
            reason=_SEVERAL,
            references=tuple(Reference("assessment", str(each)) for each in ids),
        )
        for code, ids in by_agency.items()
    }


def _last_year(day: date) -> str:
    return year_code(day.year if (day.month, day.day) == _LAST_DAY else day.year - 1)


async def _compared(
    session: Session, ids: Collection[UUID], period: Period
) -> Mapping[UUID, Improvement]:
    compared = await compare_years(session, ids, kind="akip", period=period)
    named = {*ids} | {each.before.part.assessment_id for each in compared if each.before}
    revisions = await scores.revisions_of(session, named)
    return {each.part.assessment_id: _improvement(each, revisions) for each in compared}


def _improvement(found: Comparison, revisions: Mapping[UUID, int]) -> Improvement:
    parts = [found.part, *([found.before.part] if found.before else [])]
    return Improvement(
        outcome=found.outcome,
        now=None if found.now is None else found.now.exact,
        before=None if found.before is None else found.before.exact,
        reason=None if found.cause is None else CAUSE_NAMES[found.cause],
        references=tuple(
            Reference(
                "assessment",
                str(each.assessment_id),
                revisions.get(each.assessment_id),
                each.period,
            )
            for each in parts
        ),
    )
