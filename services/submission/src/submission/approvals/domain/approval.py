"""Approvals: what a second person says of the exact state of a stage.

Rules of the process: an approval is good for the state it was given for, and for no other. Who
decided a level of the stage, or submitted it, approves nothing of it, whatever roles they hold.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from rules.text import Text
from submission.links.domain.stage_evidence import StageEvidence

ApprovalDecision = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What somebody said of a state; it never changes.

    `revision`: that of the assessment then. `minutes`: the hashes that were part of the state.
    `derivation_set_version`: None without a set. `verdict_revision`: 0 without a verdict.
    `evidence`: what the indicators rested on; None: a release said it that bound no evidence.
    """

    approval_id: UUID
    assessment_id: UUID
    stage: str
    state_hash: str
    revision: int
    minutes: tuple[str, ...]
    evidence: StageEvidence | None
    derivation_set_version: int | None
    verdict_revision: int
    decision: ApprovalDecision
    reason: str
    subject: str
    role: str
    decided_at: datetime

    def is_of(self, state_hash: str, verdict_revision: int) -> bool:
        """Say whether it is about a state, with the verdict that was said of it."""
        return (self.state_hash, self.verdict_revision) == (state_hash, verdict_revision)


@dataclass(frozen=True, slots=True)
class JudgedApproval:
    """An approval beside the present state. `changes`: what differs since; `is_valid`: it stands.

    It stands if it is of the present state, the newest word of its person about that, and of a
    second person.
    """

    approval: Approval
    is_stale: bool
    is_valid: bool
    changes: Sequence[Text] = ()


def in_force(
    approvals: Iterable[Approval],
    state_hash: str,
    *,
    verdict_revision: int,
    participants: Collection[str],
) -> list[Approval]:
    """Return the newest word of each second person about a state, oldest first.

    `approvals`: of one stage, oldest first. `participants`: who decided or submitted at the stage.
    """
    newest = {
        each.subject: each
        for each in approvals
        if each.is_of(state_hash, verdict_revision) and each.subject not in participants
    }
    return sorted(newest.values(), key=lambda each: each.approval_id)


def approving(said: Sequence[Approval]) -> list[Approval]:
    """Return the approvals among what is in force; none while somebody rejects the state."""
    if any(each.decision == "rejected" for each in said):
        return []
    return [*said]


def movements(
    predicate: Text | None, *, before: Text | None, submitted: Sequence[Text | None], is_first: bool
) -> list[Text]:
    """Return how a stage moved the predicate: why closing it needs a second person.

    `before`: predicate of the stage before, which the first stage does not have. `submitted`: what
    the stage had when it was submitted before.
    """
    now = _named(predicate)
    told = []
    if not is_first and before != predicate:
        was = _named(before)
        told.append(
            Text(
                f"predikat berubah dari {was.id} pada tahap sebelumnya menjadi {now.id}",
                f"the predicate moved from {was.en} at the stage before to {now.en}",
            )
        )
    for each in dict.fromkeys(submitted):
        if each != predicate:
            was = _named(each)
            told.append(
                Text(
                    f"predikat berubah dari {was.id} saat diajukan menjadi {now.id}",
                    f"the predicate moved from {was.en} as it was submitted to {now.en}",
                )
            )
    return told


def _named(predicate: Text | None) -> Text:
    return predicate or Text("tanpa predikat", "none")
