"""Find what stands of the present state of a stage: approvals that are valid, and the consent."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.database import Session
from submission.approvals import store
from submission.approvals.domain.approval import Approval, approving, in_force
from submission.approvals.domain.state import StageContent
from submission.approvals.usecases.check_second_person import find_participants
from submission.approvals.usecases.find_state import state_of
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.signatures import store as signatures
from submission.signatures.domain import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands of the present state of a stage.

    `approvals`: the valid ones. `rejections`: of the present state, in force. `consents`: the
    signatures of the present state by which the agency lets it be published.
    """

    content: StageContent
    approvals: Sequence[Approval]
    rejections: Sequence[Approval]
    consents: Sequence[Signature]


async def find_standing(session: Session, assessment: Assessment, line: Line) -> Standing:
    """Return what stands of the last of these stages.

    Raises:
        Unavailable: The whole of the edition has not come yet.
    """
    content = await state_of(session, assessment, line)
    said = in_force(
        await store.of_stage(session, assessment.assessment_id, line[-1].code),
        content.hash,
        verdict_revision=content.verdict_revision,
        participants=await find_participants(session, assessment, line),
    )
    return Standing(
        content=content,
        approvals=approving(said),
        rejections=[each for each in said if each.decision == "rejected"],
        consents=await _consents(session, assessment, line, content.hash),
    )


async def _consents(
    session: Session, assessment: Assessment, line: Line, state_hash: str
) -> list[Signature]:
    if not line[-1].has_consent:
        return []
    where = assessment.assessment_id
    found = await signatures.of_documents(session, "consent", [where])
    return [each for each in found.get(where, ()) if each.sha256 == state_hash]
