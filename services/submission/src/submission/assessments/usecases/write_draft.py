"""Read, write and remove drafts: what is typed at a stage and not decided yet.

All who may decide at a stage share its drafts, and nobody else reads them: a unit only those of
what it is responsible for, and who is not in office none. What somebody wrote who left is not lost:
it is marked, and whoever saves it takes it over. They are written under the lock of the assessment,
like decisions, so that a decision and a draft never cross.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.check_in_time import check_in_time
from submission.assessments.usecases.check_open_for_decisions import find_open_decisions, lacking
from submission.assessments.usecases.find import find_assessment, find_indicator
from submission.assessments.usecases.find_stage import Line, find_line
from submission.assignments.usecases.check_assigned import answered_by, check_assigned
from submission.campaigns.domain.assessment import Assessment
from submission.people.usecases.find import check_employed, find_offices


async def list_drafts(
    session: Session, assessment_id: UUID, stage: str, principal: Principal, *, clock: Clock
) -> Sequence[Draft]:
    """Return the drafts of a stage: for a unit those of what it is responsible for.

    Raises:
        NotFound, Forbidden, Unprocessable: See `find_draft`.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_assessment(session, assessment_id, principal, for_answering=clock)
    line = await find_line(session, assessment, stage)
    is_unit = await check_decider(session, principal, assessment, line)
    found = await _with_left(session, await drafts.present(session, assessment_id, stage), clock)
    if not is_unit:
        return found
    codes = [draft.indicator_code for draft in found]
    theirs = await answered_by(session, principal, assessment, indicator_codes=codes, clock=clock)
    return [draft for draft in found if draft.indicator_code in theirs]


async def find_draft(
    session: Session,
    assessment_id: UUID,
    stage: str,
    principal: Principal,
    *,
    indicator_code: str,
    clock: Clock,
) -> Draft:
    """Return the present draft of an indicator, an empty one without any.

    Raises:
        NotFound: There is no such assessment within reach, or its edition has no such indicator.
        Forbidden: They do not decide at the stage, or not about this; or see `check_employed`.
        Unprocessable: The campaign does not have the stage.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_assessment(session, assessment_id, principal, for_answering=clock)
    await _check(session, assessment, stage, principal, indicator_code=indicator_code, clock=clock)
    found = await drafts.find(session, assessment_id, stage, indicator_code=indicator_code)
    return (await _with_left(session, [found], clock))[0]


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

    The same again changes nothing, unless who wrote it has left: then it is taken over.

    Raises:
        OutdatedChange: It does not start from the present draft.
        Conflict: The stage does not take what the draft would become.
        NotFound, Forbidden, Unprocessable: See `find_draft`; or see `check_employed`.
    """
    await check_employed(session, principal.subject, clock=clock)
    code, stage = draft.indicator_code, draft.stage
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=clock, lock=True
    )
    line = await _check(session, assessment, stage, principal, indicator_code=code, clock=clock)
    known = await drafts.find(session, assessment_id, stage, indicator_code=code)
    (present,) = await _with_left(session, [known], clock)
    is_same = present.content == draft.content and not present.is_left
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


async def _with_left(session: Session, found: Sequence[Draft], clock: Clock) -> list[Draft]:
    """Return drafts, each with whether who wrote it has left."""
    writers = {each.written_by for each in found if each.written_by is not None}
    offices = await find_offices(session, writers, clock=clock)
    left = {subject for subject, office in offices.items() if not office.is_held}
    return [replace(each, is_left=each.written_by in left) for each in found]


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
    """Check that the stage would take a decision about the indicator."""
    await check_goes_on(session, assessment, line, clock=clock)
    await check_in_time(session, assessment, line, clock=clock)
    taken = await find_open_decisions(session, assessment, line)
    if lack := taken.lack_of(code, decides=False):
        raise lacking([lack], pointer="indicator_code", state=taken.state)


async def _check(
    session: Session,
    assessment: Assessment,
    stage: str,
    principal: Principal,
    *,
    indicator_code: str,
    clock: Clock,
) -> Line:
    line = await find_line(session, assessment, stage)
    is_unit = await check_decider(session, principal, assessment, line)
    await find_indicator(session, assessment, indicator_code)
    if is_unit:
        await check_assigned(
            session,
            principal,
            assessment,
            line=line,
            named=[(indicator_code, "indicator_code")],
            is_answer=True,
            clock=clock,
        )
    return line
