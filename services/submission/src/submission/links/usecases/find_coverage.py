"""Find which indicators of an assessment have evidence, which lack it, and which are at risk."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.clock import Clock
from kit.database import Session
from rules.edition import NOT_APPLICABLE
from submission.assessments.domain.completeness import natural
from submission.assessments.domain.stage import stage_levels
from submission.assessments.store import decisions
from submission.assessments.usecases.find_stage import find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.editions import store as editions
from submission.links.domain.link import counting
from submission.links.domain.risk import IndicatorRisk
from submission.links.store import links as store
from submission.links.usecases.find_risks import find_risks


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The indicators of an assessment by whether something is linked that was not rejected.

    One with criteria has evidence where one of these does. What does not apply (`n/a`) needs none.
    """

    linked: Sequence[str]
    lacking: Sequence[str]
    not_applicable: Sequence[str]
    at_risk: Sequence[IndicatorRisk]


async def find_coverage(session: Session, assessment: Assessment, *, clock: Clock) -> Coverage:
    """Return which indicators have evidence; none is known before the edition has come."""
    edition = await editions.find(session, assessment.edition_code)
    parents = {} if edition is None else edition.criteria
    codes = () if edition is None else edition.scale_codes
    indicators = sorted({parents.get(each, each) for each in codes}, key=natural)
    links = await store.present(session, [assessment.assessment_id])
    linked = {
        parents.get(each.indicator_code, each.indicator_code)
        for each in counting(links)
        if not each.is_rejected
    }
    left_out = await _not_applicable(session, assessment) - linked
    found = (await find_risks(session, [assessment], clock=clock))[assessment.assessment_id]
    return Coverage(
        linked=[each for each in indicators if each in linked],
        lacking=[each for each in indicators if each not in linked | left_out],
        not_applicable=[each for each in indicators if each in left_out],
        at_risk=found.indicators,
    )


async def _not_applicable(session: Session, assessment: Assessment) -> set[str]:
    stages = [each.code for each in await find_stages(session, assessment)]
    newest = await decisions.all_newest(session, assessment.assessment_id)
    return {
        found.counted.indicator_code
        for found in stage_levels(newest, stages)
        if found.counted.level == NOT_APPLICABLE.value
    }
