"""Fill in the sectors that decisions do not name: an answer keeps the one that counted before."""

from collections.abc import Sequence
from dataclasses import replace

from kit.database import Session
from submission.assessments.domain.decision import Decision
from submission.assessments.domain.sectors import sectoral_of
from submission.assessments.domain.stage import stage_level
from submission.assessments.store import decisions as store
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment


async def fill_sectors(
    session: Session, assessment: Assessment, line: Line, decisions: Sequence[Decision]
) -> list[Decision]:
    """Return decisions at the last of these stages, each with the sector that it is about.

    A stage inherits the sector with the level, and keeps it when it decides another level.
    """
    sectoral = sectoral_of(assessment.edition_code)
    codes = [stage.code for stage in line]
    filled = []
    for each in decisions:
        code = each.indicator_code
        if each.sector is None and each.level is not None and code in sectoral:
            newest = await store.of_indicator(session, assessment.assessment_id, code)
            counted = stage_level(newest, code, codes).counted
            filled.append(replace(each, sector=counted.sector))
        else:
            filled.append(each)
    return filled
