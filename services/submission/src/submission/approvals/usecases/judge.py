"""Hold approvals against the present states of their stages: stale ones with what changed."""

from collections.abc import Mapping, Sequence

from kit.database import Session
from submission.approvals.domain.approval import Approval, JudgedApproval
from submission.approvals.domain.state import differences
from submission.approvals.usecases.find_standing import Standing, find_standing
from submission.assessments.domain.state import state_decisions
from submission.assessments.store import decisions
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import up_to


async def judge_approvals(
    session: Session, assessment: Assessment, approvals: Sequence[Approval]
) -> list[JudgedApproval]:
    """Return approvals of an assessment beside the present states, with what has changed since.

    Raises:
        Unavailable: The whole of the edition has not come yet.
    """
    all_stages = await find_stages(session, assessment)
    lines = {each.stage: up_to(all_stages, each.stage) for each in approvals}
    standing = {
        code: await find_standing(session, assessment, line) for code, line in lines.items()
    }
    return [
        await _judged(session, each, lines[each.stage], standing=standing) for each in approvals
    ]


async def _judged(
    session: Session, approval: Approval, line: Line, *, standing: Mapping[str, Standing]
) -> JudgedApproval:
    now = standing[approval.stage]
    if approval.is_of(now.content.hash, now.content.verdict_revision):
        said = [*now.approvals, *now.rejections]
        return JudgedApproval(approval, is_stale=False, is_valid=approval in said)
    then = await decisions.all_newest(session, approval.assessment_id, until=approval.revision)
    before = [*state_decisions(then, [stage.code for stage in line])]
    changes = differences(before, approval, now=now.content)
    return JudgedApproval(approval, is_stale=True, is_valid=False, changes=[*changes])
