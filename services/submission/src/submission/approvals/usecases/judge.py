"""Hold approvals against the present states of their stages: stale ones with what changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from kit.database import Session
from submission.approvals.domain.approval import Approval, JudgedApproval
from submission.approvals.domain.state import differences
from submission.approvals.usecases.find_standing import Standing, find_standing
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.state import state_decisions
from submission.assessments.store import decisions
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import up_to
from submission.links.store import links


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
    identities = {code: found.content.identity for code, found in standing.items()}
    stale = {each for each in approvals if not each.is_of(*identities[each.stage])}
    # Many may have seen the same revision.
    then = {
        revision: await decisions.all_newest(session, assessment.assessment_id, until=revision)
        for revision in {each.revision for each in stale}
    }
    titles = await _titles(session, stale, standing.values())
    return [
        _stale(each, lines[each.stage], standing[each.stage], then[each.revision], titles)
        if each in stale
        else _present(each, standing[each.stage])
        for each in approvals
    ]


def _present(approval: Approval, now: Standing) -> JudgedApproval:
    said = [*now.approvals, *now.rejections]
    return JudgedApproval(approval, is_stale=False, is_valid=approval in said)


def _stale(
    approval: Approval,
    line: Line,
    now: Standing,
    then: Sequence[Answer],
    titles: Mapping[UUID, str],
) -> JudgedApproval:
    before = [*state_decisions(then, [stage.code for stage in line])]
    changes = differences(before, approval, now=now.content, titles=titles)
    return JudgedApproval(approval, is_stale=True, is_valid=False, changes=[*changes])


async def _titles(
    session: Session, stale: Collection[Approval], standing: Iterable[Standing]
) -> Mapping[UUID, str]:
    """Return what the evidence is called that stale approvals have seen, or that counts now."""
    if not stale:
        return {}
    of_then = [each.evidence for each in stale if each.evidence is not None]
    of_now = [each.content.evidence for each in standing]
    return await links.titles(
        session, {link.evidence_id for each in (*of_then, *of_now) for link in each.links}
    )
