"""Say whether what the stages before decided is valid, and find what was said."""

from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Unprocessable
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.assessments.usecases.check_assessor import check_assessor, check_once, check_role
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.assignments.usecases.check_assigned import check_no_conflict
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import up_to
from submission.minutes.domain.verdict import UNSAID, Validity, Verdict
from submission.minutes.store import verdicts as store
from submission.minutes.usecases.check_under_way import check_under_way
from submission.minutes.usecases.find_minutes import stage_sha256
from submission.people.usecases.find import check_employed


async def find_verdict(session: Session, assessment_id: UUID, principal: Principal) -> Verdict:
    """Return the newest verdict.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: No stage of its campaign has a verdict.
    """
    assessment = await find_assessment(session, assessment_id, principal)
    line = await _verdict_line(session, assessment)
    return await verdict_of(session, assessment, line[-1].code)


async def verdict_of(session: Session, assessment: Assessment, stage: str) -> Verdict:
    """Return the newest verdict of a stage, and whether it is about what counts there now."""
    newest = await store.newest(session, assessment.assessment_id, stage)
    hashed = await stage_sha256(session, assessment, stage)
    return replace(newest, is_present=newest.levels_sha256 == hashed)


async def say_verdict(
    session: Session,
    assessment_id: UUID,
    principal: Principal,
    *,
    validity: Validity,
    reason: str,
    seen: SeenRevisions | None,
    clock: Clock,
) -> Verdict:
    """Return the verdict. The same one about the same levels again changes nothing.

    Raises:
        NotFound, Unprocessable: See `find_verdict`.
        Forbidden: The stage needs another role, and nobody with an interest in the agency; or see
            `check_employed`.
        OutdatedChange: It does not start from the newest verdict.
        Conflict: The assessment ended with its agency, or the stage takes nothing now.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_assessment(session, assessment_id, principal, lock=True)
    line = await _verdict_line(session, assessment)
    await _check_may_say(session, principal, assessment, line, clock=clock)
    present = await verdict_of(session, assessment, line[-1].code)
    is_same = present.is_present and (present.validity, present.reason) == (validity, reason)
    if is_repeated(seen, present, is_same=is_same, first=UNSAID):
        return present
    await check_goes_on(session, assessment, line, clock=clock)
    await check_under_way(session, assessment, line, pointer="assessment_id")
    said = replace(
        present,
        revision=present.revision + 1,
        validity=validity,
        reason=reason,
        levels_sha256=await stage_sha256(session, assessment, present.stage),
        said=Act(principal.subject, clock.now()),
        is_present=True,
    )
    await store.add(session, assessment_id, said)
    return said


async def _check_may_say(
    session: Session, principal: Principal, assessment: Assessment, line: Line, *, clock: Clock
) -> None:
    check_role(principal, line[-1], "levels", pointer="assessment_id")
    check_assessor(principal, assessment, line)
    await check_no_conflict(session, principal, assessment, line=line, clock=clock)
    code = line[-1].code
    await check_once(session, assessment, code, principal, pointer="assessment_id")


async def _verdict_line(session: Session, assessment: Assessment) -> Line:
    """Return the stages of an assessment up to the one that has a verdict."""
    stages = await find_stages(session, assessment)
    for stage in stages:
        if stage.has_verdict:
            return up_to(stages, stage.code)
    code = assessment.campaign_code
    raise Unprocessable(
        Text(
            f"Kegiatan {code} tidak mempunyai tahap reviu.",
            f"The campaign {code} has no stage of review.",
        ),
        errors=[Refusal("assessment_id", Text("tanpa tahap reviu", "has no stage of review"))],
    )
