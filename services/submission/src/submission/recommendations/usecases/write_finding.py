"""Write what is strong and weak about an aspect at a stage of external assessors."""

from dataclasses import replace

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from rules.exact import Number, fraction
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.assessments.domain.stage import stage_levels
from submission.assessments.store import decisions
from submission.assessments.usecases.check_assessor import check_assessor, check_once, check_role
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line, find_line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Act
from submission.editions.domain.edition import Edition
from submission.minutes.usecases.check_under_way import check_under_way
from submission.people.usecases.find import check_employed
from submission.recommendations.domain.finding import KeptFinding, check_finding
from submission.recommendations.store import findings as store
from submission.recommendations.usecases.check_origin import edition_of

_ROLE = "external_assessor"
_NOT_APPLICABLE = "n/a"


async def write_finding(
    session: Session,
    about: KeptFinding,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> KeptFinding:
    """Return the finding as it is now. The same again changes nothing.

    Raises:
        NotFound: There is no such assessment within reach.
        Forbidden: The stage needs another role, or nobody of the agency itself.
        OutdatedChange: It does not start from the present state.
        Unprocessable: There is no such stage or aspect, or a level does not fit.
        Conflict: The stage takes nothing now, or the assessment has ended.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_assessment(session, about.assessment_id, principal, lock=True)
    line = await find_line(session, assessment, about.stage)
    _check_kind(line)
    check_role(principal, line[-1], "levels")
    check_assessor(principal, assessment, line)
    await check_once(session, assessment, about.stage, principal)
    edition = await edition_of(session, assessment)
    codes = aspect_indicators(edition, about.aspect_code)
    present = await find_finding(session, about)
    if is_repeated(seen, present, is_same=present.finding == about.finding, first=0):
        return present
    await check_goes_on(session, assessment, line, clock=clock)
    await check_under_way(session, assessment, line, pointer="stage")
    levels = await _levels(session, assessment, line, codes)
    refuse(check_finding(about.finding, levels, about.aspect_code))
    act = Act(principal.subject, clock.now())
    written = replace(about, revision=present.revision + 1, written=act)
    await store.add(session, written)
    return written


async def find_finding(session: Session, about: KeptFinding) -> KeptFinding:
    """Return the present finding about an aspect, an empty one before the first."""
    return await store.find(
        session, about.assessment_id, about.stage, aspect_code=about.aspect_code
    )


def aspect_indicators(edition: Edition, aspect_code: str) -> list[str]:
    """Return the indicators below an aspect.

    Raises:
        Unprocessable: The edition has no such aspect.
    """
    found = [
        code
        for code in edition.scale_codes
        if code not in edition.criteria and edition.parents.get(code) == aspect_code
    ]
    if not found:
        told = Text(f"bukan aspek {edition.code}", f"is no aspect of {edition.code}")
        refuse([Refusal("aspect_code", told)])
    return found


async def _levels(
    session: Session, assessment: Assessment, line: Line, codes: list[str]
) -> dict[str, Number | None]:
    newest = await decisions.all_newest(session, assessment.assessment_id)
    counted = {
        each.own.indicator_code: each.counted.level
        for each in stage_levels(newest, [stage.code for stage in line])
    }
    levels = {code: counted.get(code) for code in codes}
    return {
        code: None if level in (None, _NOT_APPLICABLE) else fraction(level)
        for code, level in levels.items()
    }


def _check_kind(line: Line) -> None:
    """Check that external assessors decide at the last of these stages.

    Raises:
        Unprocessable: Others do.
    """
    if line[-1].role != _ROLE:
        told = Text("bukan tahap asesor eksternal", "is no stage of external assessors")
        refuse([Refusal("stage", told)])
