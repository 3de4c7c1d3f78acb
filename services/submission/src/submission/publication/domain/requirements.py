"""What publishing a stage requires: a table of functions, each of which says what is missing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rules.text import Text
from submission.approvals.domain.approval import Approval
from submission.assessments.domain.open_for_decisions import Lack, either, ended, not_open, roles_of
from submission.campaigns.domain.stage_state import StageState
from submission.campaigns.domain.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All that the requirements ask about.

    `approvals`: the valid ones by others than who publishes; `own`: those by who publishes.
    `rejections`: of the present state. `changes`: what the newest approval that is stale has not
    seen. `is_consented`: the assessed agency lets the present state be published.
    """

    stages: Sequence[Stage]
    states: Sequence[StageState]
    state: StageState
    approvals: Sequence[Approval] = ()
    own: Sequence[Approval] = ()
    rejections: Sequence[Approval] = ()
    changes: Sequence[Text] = ()
    is_consented: bool = False

    @property
    def stage(self) -> Stage:
        """Return the stage itself."""
        return self.stages[self.state.position]


def _closed(basis: Basis) -> Iterator[Lack]:
    """The stage is closed: nothing changes there any more."""
    stage = basis.stage
    if basis.state.state == "closed":
        return
    roles = roles_of(stage, "closing")
    yield Lack(
        requirement="stage_closed",
        text=Text(
            f"tahap {stage.code} harus ditutup dahulu oleh peran {either(roles).id}",
            f"the stage {stage.code} must be closed first, by the role {either(roles).en}",
        ),
        roles=roles,
    )


def _consented(basis: Basis) -> Iterator[Lack]:
    """The assessed agency lets the present state be published."""
    stage = basis.stage
    if not stage.has_consent or basis.is_consented:
        return
    yield Lack(
        requirement="consent_given",
        text=Text(
            f"keadaan tahap {stage.code} saat ini belum disetujui untuk diterbitkan;"
            " persetujuan diberikan oleh peran coordinator dari instansi yang dinilai",
            f"the present state of the stage {stage.code} has no consent to publication; the role"
            " coordinator of the assessed agency gives it",
        ),
        roles=("coordinator",),
    )


def _approved(basis: Basis) -> Iterator[Lack]:
    """A second person approved exactly the present state, and nobody rejects it."""
    if basis.approvals:
        return
    why, code = _why_not(basis), basis.stage.code
    yield Lack(
        requirement="state_approved",
        text=Text(
            f"keadaan tahap {code} saat ini harus disetujui oleh orang lain dengan peran"
            f" approver{why.id}",
            f"a second person with the role approver must approve the present state of the stage"
            f" {code}{why.en}",
        ),
        roles=("approver",),
    )


def _why_not(basis: Basis) -> Text:
    """Return what stands in the way of the approvals that there are."""
    if basis.rejections:
        who = ", ".join(each.subject for each in basis.rejections)
        return Text(f"; keadaan ini ditolak oleh {who}", f"; {who} rejected it")
    if basis.own:
        return Text(
            "; yang menyetujui baru Anda sendiri, dan yang menerbitkan harus orang lain",
            "; only you approved it, and somebody else has to publish",
        )
    if basis.changes:
        return Text(
            "; persetujuan yang terakhir tidak berlaku lagi: "
            + ", ".join(each.id for each in basis.changes),
            "; the last approval counts no more: " + ", ".join(each.en for each in basis.changes),
        )
    return Text("", "")


REQUIREMENTS: Final[tuple[Callable[[Basis], Iterator[Lack]], ...]] = (
    _closed,
    _consented,
    _approved,
)


def missing_for_publication(basis: Basis) -> list[Lack]:
    """Return everything that publishing lacks; nothing: it can be asked for.

    Of a stage that has not been opened, or was skipped, that alone is said.
    """
    if basis.state.state == "waiting":
        return [not_open(basis.stages, basis.states, basis.state)]
    if basis.state.state == "skipped":
        return [ended(basis.state)]
    return [lack for required in REQUIREMENTS for lack in required(basis)]
