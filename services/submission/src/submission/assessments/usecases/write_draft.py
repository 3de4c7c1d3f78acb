"""Read, write and remove drafts: what is typed at a stage and not decided yet.

All who may decide at a stage share its drafts, and nobody else reads them. They are written under
the lock of the assessment, like decisions, so that a decision and a draft never cross.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from rules.revision import SeenRevisions, is_repeated
from submission.assessments.domain.draft import UNWRITTEN, Draft
from submission.assessments.store import drafts
from submission.assessments.usecases.check_answering import check_answering
from submission.assessments.usecases.check_decider import check_decider
from submission.assessments.usecases.check_lock import find_lock, lacking
from submission.assessments.usecases.find import find_assessment, find_indicator
from submission.assessments.usecases.find_stage import Line, find_line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.usecases.check_goes_on import check_goes_on
from submission.campaigns.usecases.check_in_time import check_in_time


async def list_drafts(
    session: Session, assessment_id: UUID, stage: str, principal: Principal
) -> Sequence[Draft]:
    """Return the drafts of a stage.

    Raises:
        NotFound, Forbidden, Unprocessable: See `find_draft`.
    """
    assessment = await find_assessment(session, assessment_id, principal)
    await _check(session, assessment, stage, principal)
    return await drafts.present(session, assessment_id, stage)


async def find_draft(
    session: Session, assessment_id: UUID, stage: str, principal: Principal, *, indicator_code: str
) -> Draft:
    """Return the present draft of an indicator, an empty one without any.

    Raises:
        NotFound: There is no such assessment within reach, or its edition has no such indicator.
        Forbidden: They do not decide at the stage.
        Unprocessable: The campaign does not have the stage.
    """
    assessment = await find_assessment(session, assessment_id, principal)
    await _check(session, assessment, stage, principal, indicator_code=indicator_code)
    return await drafts.find(session, assessment_id, stage, indicator_code=indicator_code)


async def write_draft(
    session: Session,
    assessment_id: UUID,
    draft: Draft,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> Draft:
    """Put a draft in place of the present one; without content the present one is removed.

    Raises:
        OutdatedChange: It does not start from the present draft.
        Conflict: The stage does not take what the draft would become.
        NotFound, Forbidden, Unprocessable: See `find_draft`.
    """
    code, stage = draft.indicator_code, draft.stage
    assessment = await find_assessment(session, assessment_id, principal, lock=True)
    line = await _check(session, assessment, stage, principal, indicator_code=code)
    present = await drafts.find(session, assessment_id, stage, indicator_code=code)
    is_same = present.content == draft.content
    if is_repeated(seen, present, is_same=is_same, first=UNWRITTEN):
        return present
    await check_answering(session, principal, assessment, clock=clock)
    if draft.content is None:
        await drafts.remove(session, assessment_id, stage, [code])
        return Draft(indicator_code=code, stage=stage, revision=present.revision + 1)
    await _check_taken(session, assessment, line, code, clock=clock)
    written = _written(draft, present.revision + 1, principal, clock)
    await drafts.put(session, assessment_id, written)
    return written


def _written(draft: Draft, revision: int, principal: Principal, clock: Clock) -> Draft:
    content: Mapping[str, Any] | None = draft.content
    return Draft(
        indicator_code=draft.indicator_code,
        stage=draft.stage,
        content=content,
        revision=revision,
        written_by=principal.subject,
        written_at=clock.now(),
    )


async def _check_taken(
    session: Session, assessment: Assessment, line: Line, code: str, *, clock: Clock
) -> None:
    """Let pass what a decision could follow."""
    await check_goes_on(session, assessment, clock=clock)
    await check_in_time(session, assessment, line[-1].code, clock=clock)
    lock = await find_lock(session, assessment, line)
    if lack := lock.lack_of(code, decides=False):
        raise lacking([lack], pointer="indicator_code", state=lock.state)


async def _check(
    session: Session,
    assessment: Assessment,
    stage: str,
    principal: Principal,
    *,
    indicator_code: str | None = None,
) -> Line:
    line = await find_line(session, assessment, stage)
    check_decider(principal, assessment, line)
    if indicator_code is not None:
        await find_indicator(session, assessment, indicator_code)
    return line
