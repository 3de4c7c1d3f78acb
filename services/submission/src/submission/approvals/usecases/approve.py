"""Approve or reject the exact state of a stage, as a second person."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.approvals import store
from submission.approvals.domain.approval import Approval, ApprovalDecision, JudgedApproval
from submission.approvals.domain.state import StageContent
from submission.approvals.usecases.check_ready import check_ready
from submission.approvals.usecases.check_second_person import check_second_person
from submission.approvals.usecases.find_state import state_of
from submission.approvals.usecases.judge import judge_approvals
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.campaigns.domain.assessment import Assessment
from submission.people.usecases.find import check_employed
from submission.signatures.usecases.sign import check_seen

ROLE: Final = "approver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is said of a state, and why. `verdict_revision`: the verdict that was read with it."""

    assessment_id: UUID
    stage: str
    state_hash: str
    verdict_revision: int
    decision: ApprovalDecision
    reason: str


async def approve(
    session: Session, word: Word, principal: Principal, *, clock: Clock
) -> tuple[JudgedApproval, bool]:
    """Return the approval or rejection, and whether it is new. The same again changes nothing.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: Its campaign has no such stage.
        Forbidden: They decided or submitted at the stage, or declared a conflict of interest; after
            the first stage, the agency is their own; in AKIP, they acted at another stage; or see
            `check_employed`.
        Conflict: The stage is not submitted, or its assessment takes nothing any more; or the state
            or the verdict is another one now.
        Unavailable: The whole of the edition has not come yet.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_assessment(session, word.assessment_id, principal, lock=True)
    line = await find_line(session, assessment, word.stage, pointer="/stage")
    await check_second_person(session, assessment, line, principal, clock=clock)
    content = await state_of(session, assessment, line)
    said = await _same(session, word, principal)
    is_new = said is None or not said.is_of(*content.identity)
    if said is None or is_new:
        await check_ready(session, assessment, line, pointer="/stage", clock=clock)
        check_seen(word.state_hash, content.hash, pointer="/state_hash")
        _check_verdict(word, content)
        said = _approval(word, assessment, content, principal, clock=clock)
        await store.add(session, said)
    (judged,) = await judge_approvals(session, assessment, [said])
    return judged, is_new


def _approval(
    word: Word,
    assessment: Assessment,
    content: StageContent,
    principal: Principal,
    *,
    clock: Clock,
) -> Approval:
    return Approval(
        approval_id=new_id(),
        assessment_id=assessment.assessment_id,
        stage=word.stage,
        state_hash=content.hash,
        revision=assessment.revision,
        minutes=tuple(content.state.minutes),
        evidence=content.evidence,
        derivation_set_version=content.state.derivation_set_version,
        verdict_revision=content.verdict_revision,
        decision=word.decision,
        reason=word.reason,
        subject=principal.subject,
        role=ROLE,
        decided_at=clock.now(),
    )


def _check_verdict(word: Word, content: StageContent) -> None:
    """Check that the newest verdict of the stage was read.

    Raises:
        Conflict: It is another one; the answer names its revision.
    """
    present = content.verdict_revision
    if word.verdict_revision != present:
        raise Conflict(
            Text(
                "Hasil reviu sudah dinyatakan kembali sejak Anda membacanya; baca kembali sebelum"
                " menyetujui atau menolak.",
                "The verdict of the review was said anew since you read it; read it again before"
                " you approve or reject.",
            ),
            errors=[
                Refusal(
                    "/verdict_revision",
                    Text(f"yang sekarang {present}", f"the present one is {present}"),
                )
            ],
            extra={"verdict_revision": present},
        )


async def _same(session: Session, word: Word, principal: Principal) -> Approval | None:
    """Return the newest word of a person about a stage, if it is this one."""
    said = [
        each
        for each in await store.of_stage(session, word.assessment_id, word.stage)
        if each.subject == principal.subject
    ]
    if not said:
        return None
    newest = said[-1]
    told = (newest.decision, newest.reason)
    is_same = newest.is_of(word.state_hash, word.verdict_revision)
    return newest if is_same and told == (word.decision, word.reason) else None
