"""Find the state of a stage: what counts there, the signed minutes, and what it adds up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from rules.assessment_state import AssessmentState
from submission.approvals.domain.state import StageContent
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.state import state_decisions
from submission.assessments.store import decisions
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_outcome import find_arithmetic
from submission.assessments.usecases.find_stage import Line, find_line
from submission.campaigns.domain.assessment import Assessment
from submission.links.domain.stage_evidence import StageEvidence
from submission.links.store import links
from submission.links.usecases.find_risks import Risks, find_risks
from submission.links.usecases.find_stage_evidence import find_stage_evidence
from submission.minutes.store import verdicts
from submission.minutes.usecases.find_minutes import signed_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownState:
    """The state of a stage, and what is shown beside its evidence without being a part of it.

    `titles`: of the items, by their ids. `risks`: why evidence proves nothing any more.
    """

    content: StageContent
    titles: Mapping[UUID, str]
    risks: Risks


async def find_state(
    session: Session, assessment_id: UUID, code: str, principal: Principal, *, clock: Clock
) -> ShownState:
    """Return the state of a stage.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: Its campaign has no such stage.
        Unavailable: The whole of the edition has not come yet.
    """
    assessment = await find_assessment(session, assessment_id, principal)
    content = await state_of(session, assessment, await find_line(session, assessment, code))
    items = {each.evidence_id for each in content.evidence.links}
    risks = await find_risks(session, [assessment], clock=clock)
    return ShownState(
        content=content,
        titles=await links.titles(session, items),
        risks=risks[assessment_id],
    )


async def state_of(session: Session, assessment: Assessment, line: Line) -> StageContent:
    """Return the state of the last of these stages.

    Of the minutes those count that every side signed, at this stage or an earlier one; of the
    evidence what was linked at these stages.

    Raises:
        Unavailable: The whole of the edition has not come yet.
    """
    newest = await decisions.all_newest(session, assessment.assessment_id)
    codes = [stage.code for stage in line]
    minutes = [
        each.sha256
        for each in await signed_minutes(session, assessment)
        if each.is_signed and each.minutes.record.stage in codes
    ]
    arithmetic = await find_arithmetic(session, assessment, line)
    said = 0
    if line[-1].has_verdict:
        said = (await verdicts.newest(session, assessment.assessment_id, codes[-1])).revision
    evidence = await find_stage_evidence(session, assessment, line)
    return StageContent(
        state=_state(assessment, line, newest, minutes=minutes, evidence=evidence),
        evidence=evidence,
        outcome=arithmetic.outcome(newest),
        verdict_revision=said,
    )


def _state(
    assessment: Assessment,
    line: Line,
    newest: Sequence[Answer],
    *,
    minutes: Sequence[str],
    evidence: StageEvidence,
) -> AssessmentState:
    return AssessmentState(
        assessment_id=assessment.assessment_id,
        edition_code=assessment.edition_code,
        period=assessment.period,
        agency_code=assessment.agency_code,
        track=line[-1].track,
        stage=line[-1].code,
        derivation_set_version=assessment.derivation_set_version,
        decisions=tuple(state_decisions(newest, [stage.code for stage in line])),
        minutes=tuple(sorted(minutes)),
        evidence=evidence.contents,
        links=evidence.links,
        withdrawn=evidence.withdrawn,
    )
